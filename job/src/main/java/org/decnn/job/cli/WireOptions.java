package org.decnn.job.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.decnn.job.UsageException;
import org.decnn.job.local.Scratch;
import org.decnn.model.directory.ModelDirectoryWriter;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.PictureWire;
import org.decnn.model.shard.Shares;
import org.decnn.model.shard.WireTypes;
import org.decnn.rewrite.data.ImageData;
import org.decnn.rewrite.data.ImageData.Split;
import org.decnn.rewrite.data.LabelledImages;
import org.decnn.rewrite.wire.SplitTrial;
import org.decnn.rewrite.wire.WireChoice;
import org.decnn.rewrite.wire.WireSearch;
import org.decnn.rewrite.wire.WireTrial;
import picocli.CommandLine.Option;

/** What shards send each other, and what that does to the answers. */
final class WireOptions {

    private enum Wire {
        FLOAT32,
        FLOAT16,
        UINT8,
        AUTO
    }

    private enum Chroma {
        FULL,
        HALF
    }

    private static final int DEFAULT_IMAGES = 2000;

    /** What ONNX Runtime's library takes of the temporary folder, and some small networks. */
    private static final long ROOM = 32L << 20;

    @Option(
            names = "--wire",
            paramLabel = "TYPE",
            description =
                    "What activations are sent as: float32, float16, uint8, or auto: for each exchange"
                            + " the smallest that keeps the answers (default: float32).")
    private Wire wire = Wire.FLOAT32;

    @Option(
            names = "--chroma",
            paramLabel = "PART",
            description =
                    "full, or half: pictures are sent with colours at half the resolution, as most"
                            + " JPEGs hold them; half of their bytes (default: full).")
    private Chroma chroma = Chroma.FULL;

    @Option(
            names = "--calibration",
            paramLabel = "DATA",
            description =
                    "Labelled pictures, as 'evaluate' takes them, on which answers are compared with"
                            + " float32's.")
    private Path calibration;

    @Option(
            names = "--images",
            paramLabel = "N",
            description = "Use so many of them (default: 2000, or all where there are fewer).")
    private Integer count;

    /** Before anything is read or written. */
    void requireUsable() {
        if (wire == Wire.AUTO && calibration == null) {
            throw new UsageException(
                    "--wire auto needs pictures to compare answers on: give --calibration DATA");
        }
        if (count != null && calibration == null) {
            throw new UsageException("--images goes with --calibration DATA: give that too");
        }
    }

    WireTypes choose(ModelDirectoryWriter network, Shares shares, PrintWriter out)
            throws IOException {
        if (calibration == null) {
            return WireTypes.everywhere(type()).withPicture(picture());
        }
        LabelledImages images = images(network);
        try (Interruption interruption = Interruption.ofThisThread();
                Scratch scratch = Scratch.create(ROOM);
                ShownTrial trial = new ShownTrial(network, shares, images, scratch.folder())) {
            WireChoice choice =
                    wire == Wire.AUTO
                            ? WireSearch.smallest(picture(), trial)
                            : WireSearch.of(type(), picture(), trial);
            out.printf(
                    Locale.ROOT,
                    "on %,d pictures: %.2f %% answered as with float32%s, top-1 %.2f %%, with"
                            + " float32 %.2f %%%n",
                    images.size(),
                    100 * choice.agreement(),
                    chroma == Chroma.HALF ? " and full chroma" : "",
                    100 * choice.accuracy().value(),
                    100 * choice.exact().value());
            return choice.wires();
        }
    }

    private PictureWire picture() {
        return chroma == Chroma.HALF ? PictureWire.HALF_CHROMA : PictureWire.RGB;
    }

    private ElementType type() {
        return ElementType.valueOf(wire.name());
    }

    private LabelledImages images(ModelDirectoryWriter network) {
        LabelledImages all = ImageData.open(calibration, Split.TEST, network.preprocessing());
        return ImageData.sample(all, count == null ? Math.min(DEFAULT_IMAGES, all.size()) : count);
    }

    /** Shows how far each try is. */
    private static final class ShownTrial implements WireTrial, AutoCloseable {

        private final SplitTrial trial;
        private Progress progress;
        private int tries;

        ShownTrial(
                ModelDirectoryWriter network, Shares shares, LabelledImages images, Path scratch) {
            int threads = Runtime.getRuntime().availableProcessors();
            trial =
                    new SplitTrial(
                            network, shares, images, scratch, threads, () -> progress.step());
        }

        @Override
        public List<Edge> exchanges() {
            return trial.exchanges();
        }

        @Override
        public int pictures() {
            return trial.pictures();
        }

        @Override
        public int label(int picture) {
            return trial.label(picture);
        }

        @Override
        public float[][] logits(WireTypes wires, int every) {
            close();
            progress = Progress.of("try " + ++tries, trial.pictures() / every);
            return trial.logits(wires, every);
        }

        @Override
        public void close() {
            if (progress != null) {
                progress.close();
            }
        }
    }
}
