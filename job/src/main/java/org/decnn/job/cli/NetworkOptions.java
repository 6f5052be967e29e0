package org.decnn.job.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.decnn.job.UsageException;
import org.decnn.model.directory.ModelDirectoryWriter;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.TensorShape;
import org.decnn.model.onnx.OnnxReader;
import org.decnn.rewrite.FoldBatchNorm;
import picocli.CommandLine.Option;

/** How a network is read and what its pictures look like to it. */
final class NetworkOptions {

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
            names = "--input-size",
            paramLabel = "PIXELS",
            description = "Height and width of the input, where the network leaves them open.")
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

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description =
                    "Class names: one a line, or a JSON object of index to name or [id, name].")
    private Path labels;

    /** Takes a preset where none was given. */
    void useByDefault(Preset other) {
        preset = preset == null ? other : preset;
    }

    /** Splits a network and writes the model directory. */
    ModelManifest shard(Path onnx, int shards, Path out) throws IOException {
        if (!Files.isRegularFile(onnx)) {
            throw new UsageException(onnx + " does not exist: give the network's .onnx file");
        }
        try {
            Integer side = inputSize != null ? inputSize : crop;
            Network network =
                    OnnxReader.read(
                            onnx, side == null ? OptionalInt.empty() : OptionalInt.of(side));
            Preprocessing preprocessing = preprocessing(network.input());
            return new ModelDirectoryWriter(
                            network, FoldBatchNorm.in(network), preprocessing, readLabels(network))
                    .write(shards, out);
        } catch (NetworkException e) {
            String message = e.getMessage();
            throw new NetworkException(
                    message.contains(onnx.getFileName().toString())
                            ? message
                            : onnx + ": " + message,
                    e);
        }
    }

    private Preprocessing preprocessing(TensorShape input) {
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

    private List<String> readLabels(Network network) throws IOException {
        if (labels == null) {
            int classes = network.shapeOf(network.output()).channels();
            return preset == Preset.CIFAR10 && classes == CIFAR10_LABELS.size()
                    ? CIFAR10_LABELS
                    : List.of();
        }
        if (!Files.isReadable(labels)) {
            throw new UsageException(labels + " does not exist: give a file of class names");
        }
        List<String> names;
        try {
            names = labels.toString().endsWith(".json") ? jsonLabels() : lineLabels();
        } catch (MalformedInputException e) {
            throw new UsageException(labels + " is not UTF-8: save it as such");
        } catch (JsonProcessingException e) {
            throw new UsageException(
                    labels + " is not JSON (" + e.getOriginalMessage() + "): mend it");
        }
        if (names.isEmpty()) {
            throw new UsageException(labels + " names no class: give one line for each class");
        }
        return names;
    }

    private List<String> lineLabels() throws IOException {
        return Files.readAllLines(labels).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private List<String> jsonLabels() throws IOException {
        JsonNode root = new ObjectMapper().readTree(labels.toFile());
        List<String> names = new ArrayList<>();
        for (int i = 0; i < root.size(); i++) {
            JsonNode name = root.isArray() ? root.get(i) : root.get(Integer.toString(i));
            if (name == null) {
                throw new UsageException(
                        labels + " names no class " + i + ": give one entry a class, from 0");
            }
            names.add(name.isArray() ? name.get(name.size() - 1).asText() : name.asText());
        }
        return names;
    }

    private static final List<String> CIFAR10_LABELS =
            List.of(
                    "airplane",
                    "automobile",
                    "bird",
                    "cat",
                    "deer",
                    "dog",
                    "frog",
                    "horse",
                    "ship",
                    "truck");
}
