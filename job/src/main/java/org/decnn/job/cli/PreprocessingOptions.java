package org.decnn.job.cli;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
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
            description =
                    "One mean a channel, in the network's order, e.g. 0.485,0.456,0.406; or one for all.")
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
            description = "Of a network of three channels: RGB or BGR.")
    private ChannelOrder channelOrder;

    private boolean needed;

    /** What the options say of a network whose file says something else; null if nothing. */
    private String contradiction;

    /** What is done to pictures that a user may not expect; null if nothing. */
    private String remark;

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
     * @throws UsageException if neither says enough, or they differ
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
        Optional<Preprocessing> own = file.preprocessing();
        if (own.isPresent()) {
            contradiction = contradiction != null ? contradiction : difference(own.get());
            return own.get();
        }
        needed = true;
        return of(file.network().input());
    }

    /**
     * To be asked when all networks are read.
     *
     * @throws UsageException if no network needed the options, and they say something else than the
     *     networks do
     */
    void requireNeeded() {
        if (!needed && contradiction != null) {
            throw new UsageException(
                    "the network says itself how pictures are prepared, "
                            + contradiction
                            + ": leave --preset, --mean and their like out");
        }
    }

    /** What a user should know of how pictures are prepared. */
    Optional<String> remark() {
        return Optional.ofNullable(remark);
    }

    /** What the options say of pictures and a network's file does not; null if they agree. */
    private String difference(Preprocessing own) {
        if (channelOrder != null || preset != null) {
            ChannelOrder order = order(own.channels());
            if (order != own.channelOrder()) {
                return "channels as " + own.channelOrder() + ", not " + order;
            }
        }
        if (crop != null && (crop != own.width() || crop != own.height())) {
            return "the input " + own.width() + "×" + own.height() + ", not " + crop;
        }
        int before = resize(own.width(), own.height(), own.resize());
        if (before != own.resize()) {
            return "resized to " + own.resize() + ", not " + before;
        }
        double factor = scale != null ? scale : preset != null ? preset.scale : own.scale();
        if (differ(List.of(factor), List.of(own.scale()))) {
            return "scaled by " + own.scale() + ", not " + factor;
        }
        List<Double> means = mean != null || preset != null ? means(own.channels()) : own.mean();
        if (differ(means, own.mean())) {
            return "with the mean " + own.mean() + ", not " + means;
        }
        List<Double> stds = std != null || preset != null ? stds(own.channels()) : own.std();
        return differ(stds, own.std())
                ? "with the standard deviation " + own.std() + ", not " + stds
                : null;
    }

    private static boolean differ(List<Double> given, List<Double> own) {
        boolean differ = given.size() != own.size();
        for (int i = 0; i < own.size() && !differ; i++) {
            differ =
                    Math.abs(given.get(i) - own.get(i))
                            > 1e-6 * Math.max(1e-3, Math.abs(own.get(i)));
        }
        return differ;
    }

    private ChannelOrder order(int channels) {
        if (channelOrder != null) {
            return channelOrder;
        }
        return switch (channels) {
            case 1 -> ChannelOrder.GREY;
            case 3 -> base().order;
            default -> ChannelOrder.TENSOR;
        };
    }

    private Preset base() {
        return preset == null ? Preset.CIFAR10 : preset;
    }

    /**
     * The shorter side before the crop: as much longer as the preset's is, of the longer side of
     * the input, so that the crop fits in pictures of any shape.
     */
    private int resize(int width, int height, int otherwise) {
        if (resize != null) {
            return resize;
        }
        return preset == null
                ? otherwise
                : (int) Math.round(Math.max(width, height) * preset.resize);
    }

    private List<Double> means(int channels) {
        return values(mean, base().mean, channels);
    }

    private List<Double> stds(int channels) {
        return values(std, base().std, channels);
    }

    private Preprocessing of(TensorShape input) {
        int channels = input.channels();
        if (channels != 1 && channels != 3) {
            return ofTensors(input);
        }
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
        ChannelOrder order = order(channels);
        if (order == ChannelOrder.TENSOR) {
            throw new UsageException(
                    "the network takes "
                            + channels
                            + " channel(s), as pictures do: leave --channel-order tensor out");
        }
        int values = order == ChannelOrder.GREY ? 1 : 3;
        int longer = Math.max(input.width(), input.height());
        int before = resize(input.width(), input.height(), longer);
        if (preset != null && input.width() != input.height() && before != 0) {
            remark =
                    "pictures: the shorter side becomes %d pixels, and the middle %d×%d, which is no square, is the input"
                            .formatted(before, input.width(), input.height());
        }
        try {
            return new Preprocessing(
                    input.width(),
                    input.height(),
                    before,
                    order,
                    scale != null ? scale : base().scale,
                    means(values),
                    stds(values));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    /** What would be done to pictures is not done to tensors: it is refused, not passed over. */
    private Preprocessing ofTensors(TensorShape input) {
        Preprocessing tensors = Preprocessing.ofTensors(input);
        if (difference(tensors) != null) {
            throw new UsageException(
                    "the network takes "
                            + input.channels()
                            + " channels, and pictures have 1 or 3: .npy arrays are fed to it as they"
                            + " are, so leave --preset, --scale, --resize and --channel-order out,"
                            + " and --mean and --std, or give --mean 0 --std 1");
        }
        return tensors;
    }

    /** One value given is for all channels. */
    private static List<Double> values(List<Double> given, List<Double> base, int channels) {
        if (given != null) {
            return given.size() == 1 ? Collections.nCopies(channels, given.get(0)) : given;
        }
        double average = base.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        return channels == 1 ? Collections.singletonList(average) : base;
    }
}
