package org.decnn.examples;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.decnn.model.testing.SmallModels;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.image.DecodeLimits;
import org.decnn.operators.image.ImageDecoder;
import org.decnn.operators.image.RejectedImageException;
import org.decnn.operators.logits.TopClasses;

/** A small network in four shards, pictures for it, and what ONNX Runtime says they show. */
record Pets(ModelDirectory model) {

    private static final int SHARDS = 4;

    private static final int SIDE = 20;
    private static final List<String> LABELS =
            List.of("cat", "dog", "hen", "pig", "cow", "ewe", "bee", "ant", "emu", "fox");

    /** A device for each shard. */
    static MiniClusterExtension boards() {
        return new MiniClusterExtension(
                new MiniClusterResourceConfiguration.Builder()
                        .setNumberTaskManagers(SHARDS)
                        .setNumberSlotsPerTaskManager(1)
                        .build());
    }

    static Pets below(Path folder) throws IOException {
        Path model = folder.resolve("model");
        SmallModels.writer(SmallNetworks.groupedResidual(4), ChannelOrder.RGB, LABELS)
                .write(SHARDS, model);
        return new Pets(ModelDirectory.open(new LocalModelFiles(model)));
    }

    String uri() {
        return Path.of(model.location()).toUri().toString();
    }

    /** Of random pixels; the same seed gives the same. */
    static byte[] picture(long seed) throws IOException {
        Random random = new Random(seed);
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < SIDE * SIDE; i++) {
            image.setRGB(i % SIDE, i / SIDE, random.nextInt(1 << 24));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    /** The unsplit network's best class. */
    TopClasses.Entry in(byte[] picture) throws RejectedImageException {
        byte[] pixels =
                new ImageDecoder(model.manifest().preprocessing(), DecodeLimits.DEFAULT)
                        .decode(picture);
        float[] logits = SmallModels.answer(model, SmallModels.normalised(model, pixels));
        return TopClasses.of(logits, LABELS, 1).get(0);
    }
}
