package org.decnn.job.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.decnn.job.settings.NetworkSettings;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelDirectoryWriter;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.decnn.model.network.Network;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.shard.PictureWire;
import org.decnn.model.shard.Shares;
import org.decnn.model.shard.Stem;
import org.decnn.model.shard.WireTypes;
import org.decnn.model.testing.OnnxRuntimeForward;
import org.decnn.operators.image.DecodeLimits;
import org.decnn.operators.image.ImageDecoder;
import org.decnn.operators.image.RejectedImageException;

/**
 * A small network in a model directory, and what ONNX Runtime says of its {@code network.onnx}: the
 * answer that the job is held to.
 */
public record SmallModel(ModelDirectory directory) {

    /** Enough for a device of any of these models. */
    public static final NetworkSettings NETWORK = new NetworkSettings(32 << 10, 2048);

    private static final List<Double> MEAN = List.of(.5, .45, .4);
    private static final List<Double> STD = List.of(.25, .3, .2);

    /** Splits a network of three channels over shards, below a folder. */
    public static SmallModel split(Network network, int shards, Path folder) throws IOException {
        return split(network, shards, PictureWire.RGB, Stem.SHARDS, folder);
    }

    /** The same with pictures sent so. */
    public static SmallModel split(Network network, int shards, PictureWire picture, Path folder)
            throws IOException {
        return split(network, shards, picture, Stem.SHARDS, folder);
    }

    /** The same with the stem computed there. */
    public static SmallModel split(Network network, int shards, Stem stem, Path folder)
            throws IOException {
        return split(network, shards, PictureWire.RGB, stem, folder);
    }

    private static SmallModel split(
            Network network, int shards, PictureWire picture, Stem stem, Path folder)
            throws IOException {
        Preprocessing preprocessing =
                new Preprocessing(
                        network.input().width(),
                        network.input().height(),
                        network.input().height(),
                        ChannelOrder.BGR,
                        1 / 255.,
                        MEAN,
                        STD);
        Path target =
                folder.resolve(network.name() + "-" + shards + "-" + picture.label() + "-" + stem);
        new ModelDirectoryWriter(network, preprocessing, Collections.emptyList())
                .withStem(stem)
                .write(
                        Shares.even(shards),
                        WireTypes.everywhere(ElementType.FLOAT32).withPicture(picture),
                        target);
        return new SmallModel(ModelDirectory.open(new LocalModelFiles(target)));
    }

    public Path path() {
        return Path.of(directory.location());
    }

    /** The unsplit network's logits for an input. */
    public float[] logitsOf(float[] input) {
        return OnnxRuntimeForward.run(directory.network(), input);
    }

    /** The unsplit network's logits for a JPEG, PNG, GIF, BMP or WebP. */
    public float[] logitsOf(byte[] picture) {
        return logitsOf(normalised(picture));
    }

    private float[] normalised(byte[] picture) {
        Preprocessing preprocessing = directory.manifest().preprocessing();
        byte[] pixels;
        try {
            pixels = new ImageDecoder(preprocessing, DecodeLimits.DEFAULT).decode(picture);
        } catch (RejectedImageException e) {
            throw new AssertionError("the test's own picture is rejected", e);
        }
        return Normalised.values(pixels, preprocessing);
    }
}
