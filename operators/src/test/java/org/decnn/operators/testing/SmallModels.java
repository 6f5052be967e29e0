package org.decnn.operators.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelDirectoryWriter;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.network.Network;
import org.decnn.model.testing.OnnxRuntimeForward;

/** Small networks as model directories, what they are fed, and what they should answer. */
public final class SmallModels {

    private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] STD = {0.229f, 0.224f, 0.225f};
    private static final float SCALE = (float) (1 / 255.0);

    private SmallModels() {}

    /** Splits a network and writes it below a folder. */
    public static ModelDirectory write(Network network, int shards, Path below) {
        Preprocessing preprocessing =
                new Preprocessing(
                        network.input().width(),
                        network.input().height(),
                        0,
                        Preprocessing.ChannelOrder.RGB,
                        1 / 255.0,
                        List.of(0.485, 0.456, 0.406),
                        List.of(0.229, 0.224, 0.225));
        Path directory = below.resolve(network.name() + "-" + shards);
        try {
            new ModelDirectoryWriter(network, network, preprocessing, List.of())
                    .write(shards, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ModelDirectory.open(new LocalModelFiles(directory));
    }

    /** Random 8-bit pixels: a picture as the first stage is fed one. */
    public static byte[] picture(ModelDirectory directory, long seed) {
        byte[] pixels = new byte[directory.manifest().input().elements()];
        new Random(seed).nextBytes(pixels);
        return pixels;
    }

    /** A picture's values as the network itself takes them. */
    public static float[] normalised(byte[] picture) {
        int area = picture.length / MEAN.length;
        float[] values = new float[picture.length];
        for (int i = 0; i < values.length; i++) {
            int channel = i / area;
            values[i] = (Byte.toUnsignedInt(picture[i]) * SCALE - MEAN[channel]) / STD[channel];
        }
        return values;
    }

    public static byte[] littleEndian(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    /** The whole network's answer, from one process. */
    public static float[] answer(ModelDirectory directory, float[] input) {
        return OnnxRuntimeForward.run(directory.network(), input);
    }
}
