package org.decnn.job.cli;

import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.decnn.job.UsageException;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.decnn.model.network.TensorShape;
import picocli.CommandLine.Option;

/** What pictures look like to a network. */
final class PreprocessingOptions {

    /** Preprocessing that many networks of a kind share. */
    enum Preset {
        /** torchvision: shorter side 256, centre 224, RGB, mean and std of ImageNet. */
        IMAGENET(
                256. / 224,
                ChannelOrder.RGB,
                1 / 255.,
                List.of(.485, .456, .406),
                List.of(.229, .224, .225)),
        /** CIFAR-10: the whole picture, RGB, mean and std of CIFAR-10. */
        CIFAR10(
                1,
                ChannelOrder.RGB,
                1 / 255.,
                List.of(.4914, .4822, .4465),
                List.of(.2470, .2435, .2616)),
        /**
         * Caffe: shorter side 256, centre 224 or 227, BGR, values 0 to 255 less ImageNet's mean.
         */
        CAFFE(256. / 224, ChannelOrder.BGR, 1, List.of(104., 117., 123.), List.of(1., 1., 1.));

        private final double resize;
        private final ChannelOrder order;
        private final double scale;
        private final List<Double> mean;
        private final List<Double> std;

        Preset(
                double resize,
                ChannelOrder order,
                double scale,
                List<Double> mean,
                List<Double> std) {
            this.resize = resize;
            this.order = order;
            this.scale = scale;
            this.mean = mean;
            this.std = std;
        }
    }

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description =
                    "Preprocessing: ${COMPLETION-CANDIDATES}; the options below change single values of it.")
    private Preset preset;

    @Option(
            names = {"--input", "--input-size"},
            paramLabel = "PIXELS",
            description =
                    "Height and width of the input, where the network is new or leaves them open.")
    private Integer inputSize;

    @Option(
            names = "--resize",
            paramLabel = "PIXELS",
            description =
                    "Length of the shorter side before the crop; 0 stretches the picture to the input.")
    private Integer resize;

    @Option(
            names = "--crop",
            paramLabel = "PIXELS",
            description =
                    "Side of the centre square that is the input; the network's input size must be the same.")
    private Integer crop;

    @Option(
            names = "--mean",
            paramLabel = "M",
            split = ",",
            description = "One mean a channel, in the network's order, e.g. 0.485,0.456,0.406.")
    private List<Double> mean;

    @Option(
            names = "--std",
            paramLabel = "S",
            split = ",",
            description = "One standard deviation a channel, likewise.")
    private List<Double> std;

    @Option(
            names = "--scale",
            paramLabel = "F",
            description =
                    "What a value 0..255 is multiplied by before the mean is taken off, e.g. 0.00392157.")
    private Double scale;

    @Option(
            names = "--channel-order",
            paramLabel = "ORDER",
            description = "${COMPLETION-CANDIDATES}.")
    private ChannelOrder channelOrder;

    private boolean needed;

    /** Takes a preset where none was given. */
    void useByDefault(Preset other) {
        preset = preset == null ? other : preset;
    }

    /** Whether a preset was given, or taken by default. */
    boolean isPreset(Preset which) {
        return preset == which;
    }

    /** Height and width for a network whose file leaves them open. */
    OptionalInt inputSize() {
        Integer side = inputSize != null ? inputSize : crop;
        return side == null ? OptionalInt.empty() : OptionalInt.of(side);
    }

    /**
     * What the network's file says; where it says nothing, what the options do.
     *
     * @throws UsageException if neither says enough, or both do
     */
    Preprocessing of(NetworkFile file) {
        Preprocessing pictures = ifSilent(file);
        requireNeeded();
        return pictures;
    }

    /**
     * The same, for commands that read several networks.
     *
     * @throws UsageException if neither says enough
     */
    Preprocessing ifSilent(NetworkFile file) {
        return file.preprocessing()
                .orElseGet(
                        () -> {
                            needed = true;
                            return of(file.network().input());
                        });
    }

    /**
     * To be asked when all networks are read.
     *
     * @throws UsageException if options were given that no network needed
     */
    void requireNeeded() {
        if (!needed && !saysNothing()) {
            throw new UsageException(
                    "the network says itself how pictures are prepared: leave --preset, --mean and"
                            + " their like out");
        }
    }

    /** Whether none was given but, perhaps, the size of an input. */
    private boolean saysNothing() {
        return preset == null
                && resize == null
                && crop == null
                && mean == null
                && std == null
                && scale == null
                && channelOrder == null;
    }

    private Preprocessing of(TensorShape input) {
        if (preset == null && (mean == null || std == null)) {
            throw new UsageException(
                    "how pictures are normalised is not said: give --preset imagenet, cifar10 or caffe,"
                            + " or --mean and --std");
        }
        if (crop != null && (crop != input.height() || crop != input.width())) {
            throw new UsageException(
                    "--crop "
                            + crop
                            + " is not the network's input of "
                            + input.height()
                            + "×"
                            + input.width()
                            + ": leave --crop out");
        }
        Preset base = preset == null ? Preset.CIFAR10 : preset;
        int shorter = Math.min(input.height(), input.width());
        int before = resize != null ? resize : (int) Math.round(shorter * base.resize);
        ChannelOrder order =
                channelOrder != null
                        ? channelOrder
                        : input.channels() == 1 ? ChannelOrder.GREY : base.order;
        try {
            return new Preprocessing(
                    input.width(),
                    input.height(),
                    before,
                    order,
                    scale != null ? scale : base.scale,
                    values(mean, base.mean, order),
                    values(std, base.std, order));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private static List<Double> values(List<Double> given, List<Double> base, ChannelOrder order) {
        if (given != null) {
            return given;
        }
        double average = base.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        return order == ChannelOrder.GREY ? Collections.singletonList(average) : base;
    }
}
