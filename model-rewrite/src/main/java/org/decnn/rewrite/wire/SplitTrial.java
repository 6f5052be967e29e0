package org.decnn.rewrite.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelDirectoryWriter;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.Shares;
import org.decnn.model.shard.WireTypes;
import org.decnn.operators.engine.OnnxRuntimeEngine;
import org.decnn.operators.image.DecodeLimits;
import org.decnn.operators.image.ImageDecoder;
import org.decnn.operators.local.LocalSplit;
import org.decnn.rewrite.data.DataException;
import org.decnn.rewrite.data.LabelledImages;
import org.decnn.rewrite.evaluate.Classifier;
import org.decnn.rewrite.evaluate.PictureShow;

/** Splits the network anew for each try, and runs the shards in this process. */
public final class SplitTrial implements WireTrial {

    private final ModelDirectoryWriter writer;
    private final Shares shares;
    private final LabelledImages images;
    private final Path scratch;
    private final int threads;
    private final Runnable eachImage;
    private final ModelDirectory exact;
    private final int[] dataIndices;
    private int tries;

    /**
     * @param images in the network's preprocessing
     * @param scratch a folder for the model directories that are tried; left for the caller to
     *     clear
     * @param threads each has a copy of the network's weights
     * @param eachImage called after each picture, by any thread
     * @throws DataException if the pictures are of more or fewer classes than the network tells
     *     apart
     */
    public SplitTrial(
            ModelDirectoryWriter writer,
            Shares shares,
            LabelledImages images,
            Path scratch,
            int threads,
            Runnable eachImage) {
        this.writer = writer;
        this.shares = shares;
        this.images = images;
        this.scratch = scratch;
        this.threads = threads;
        this.eachImage = eachImage;
        this.exact = written(WireTypes.everywhere(ElementType.FLOAT32));
        Classifier classifier = Classifier.of(exact.manifest().name(), exact);
        classifier.requireClassesOf(images);
        this.dataIndices = classifier.indicesIn(images.classes());
    }

    @Override
    public List<Edge> exchanges() {
        return exact.manifest().edges().stream().filter(Edge::crossesShards).toList();
    }

    @Override
    public int pictures() {
        return images.size();
    }

    @Override
    public int label(int picture) {
        int label = 0;
        while (dataIndices[label] != images.label(picture)) {
            label++;
        }
        return label;
    }

    @Override
    public float[][] logits(WireTypes wires, int every) {
        ModelDirectory directory = written(wires);
        LabelledImages shown = new EveryNth(images, every);
        float[][] logits = new float[shown.size()][];
        PictureShow.run(
                shown,
                directory.manifest().input().elements(),
                threads,
                () -> Viewer.of(directory),
                (image, answer) -> {
                    logits[image] = answer;
                    eachImage.run();
                });
        return logits;
    }

    private ModelDirectory written(WireTypes wires) {
        Path directory = scratch.resolve("try-" + tries++);
        try {
            writer.write(shares, wires, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ModelDirectory.open(new LocalModelFiles(directory));
    }

    /** The first stage takes what is sent, whatever the network's order. */
    private record Viewer(LocalSplit split, Preprocessing preprocessing, ImageDecoder sender)
            implements PictureShow.Viewer {

        static Viewer of(ModelDirectory directory) {
            Preprocessing preprocessing = directory.manifest().preprocessing();
            return new Viewer(
                    LocalSplit.load(directory, new OnnxRuntimeEngine()),
                    preprocessing,
                    new ImageDecoder(
                            preprocessing, directory.manifest().picture(), DecodeLimits.DEFAULT));
        }

        @Override
        public float[] logits(byte[] pixels) {
            return split.logits(sent(pixels));
        }

        private byte[] sent(byte[] pixels) {
            return switch (preprocessing.channelOrder()) {
                case GREY, TENSOR -> pixels;
                case RGB -> sentRgb(pixels);
                case BGR -> sentRgb(rgb(pixels));
            };
        }

        private byte[] sentRgb(byte[] planes) {
            return sender.fitPlanes(planes, preprocessing.width(), preprocessing.height());
        }

        private static byte[] rgb(byte[] bgr) {
            int plane = bgr.length / 3;
            byte[] rgb = new byte[bgr.length];
            for (int channel = 0; channel < 3; channel++) {
                System.arraycopy(bgr, channel * plane, rgb, (2 - channel) * plane, plane);
            }
            return rgb;
        }

        @Override
        public void close() {
            split.close();
        }
    }
}
