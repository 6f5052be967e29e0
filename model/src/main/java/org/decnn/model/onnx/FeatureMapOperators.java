package org.decnn.model.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.decnn.model.network.AcrossChannels.Lrn;
import org.decnn.model.network.PerChannel.AveragePool;
import org.decnn.model.network.PerChannel.BatchNorm;
import org.decnn.model.network.PerChannel.GlobalAveragePool;
import org.decnn.model.network.PerChannel.MaxPool;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Window;
import org.decnn.model.onnx.Value.Activation;
import org.decnn.model.onnx.Value.Padded;
import org.decnn.model.onnx.Value.Reals;

/** Readers of operators on feature maps {@code [N, C, H, W]}. */
final class FeatureMapOperators {

    private FeatureMapOperators() {}

    static Value conv(Node node, LayerList layers) {
        Padded input = node.padded(0);
        Reals weight = node.weight(1);
        if (weight.dims().size() != 4) {
            throw node.error(
                    "its weight has axes %s; only convolutions of images are supported",
                    weight.dims());
        }
        int groups = node.attribute("group", 1);
        int outputs = weight.dims().get(0);
        int inputs = input.source().shape().channels();
        if (groups < 1 || inputs % groups != 0 || outputs % groups != 0) {
            throw node.error(
                    "its %d groups do not divide %d input and %d output channels;"
                            + " change the groups or the channels and train it so",
                    groups, inputs, outputs);
        }
        int[] shape = weight.dims().stream().mapToInt(Integer::intValue).toArray();
        Window window = Windows.ofConv(node, new int[] {shape[2], shape[3]}, input);
        float[] bias = node.hasInput(2) ? node.weight(2).values() : new float[0];
        Tensor kernels = new Tensor(shape, weight.values());
        return layers.add(
                node, new Conv(groups, Windows.with(input, window), kernels, bias), input.source());
    }

    static Value batchNormalization(Node node, LayerList layers) {
        node.ignore("momentum", "is_test");
        if (node.attribute("training_mode", 0) != 0) {
            throw node.error("it is in training mode; export the network in evaluation mode");
        }
        if (node.attribute("spatial", 1) != 1) {
            throw node.error("its attribute spatial=0 is not supported; normalise whole channels");
        }
        return layers.add(
                node,
                new BatchNorm(
                        node.weight(1).values(),
                        node.weight(2).values(),
                        node.weight(3).values(),
                        node.weight(4).values(),
                        node.attribute("epsilon", 1e-5f)),
                node.whole(0));
    }

    static Value lrn(Node node, LayerList layers) {
        Lrn lrn =
                new Lrn(
                        node.attribute("size", 0),
                        node.attribute("alpha", 1e-4f),
                        node.attribute("beta", 0.75f),
                        node.attribute("bias", 1f));
        if (lrn.size() < 1) {
            throw node.error("its size is missing; export the network again");
        }
        return layers.add(node, lrn, node.featureMap(0));
    }

    static Value maxPool(Node node, LayerList layers) {
        node.ignore("storage_order");
        Activation input = node.featureMap(0);
        Window window = Windows.ofPool(node, new Padded(input, 0, 0, 0, 0));
        return layers.add(node, new MaxPool(window), input);
    }

    static Value averagePool(Node node, LayerList layers) {
        Padded input = node.padded(0);
        Window window = Windows.ofPool(node, input);
        boolean countPadding = node.attribute("count_include_pad", 0) != 0;
        if (!input.isBare()) {
            boolean padsItself =
                    window.padTop() + window.padLeft() + window.padBottom() + window.padRight() > 0;
            if (window.ceil() || padsItself && !countPadding) {
                throw node.error(
                        "the Pad before it cannot be made part of it; pad in the pooling alone");
            }
            countPadding = true;
        }
        return layers.add(
                node, new AveragePool(Windows.with(input, window), countPadding), input.source());
    }

    static Value globalAveragePool(Node node, LayerList layers) {
        return layers.add(node, new GlobalAveragePool(), node.featureMap(0));
    }

    /** The mean over height and width is a global average pool. */
    static Value reduceMean(Node node, LayerList layers) {
        Activation input = node.activation(0);
        List<Integer> dims = input.dims();
        int[] given =
                node.hasInput(1)
                        ? Arrays.stream(node.integers(1).values()).mapToInt(node::toInt).toArray()
                        : node.attribute("axes", new int[0]);
        node.ignore("noop_with_empty_axes");
        List<Integer> axes =
                Arrays.stream(given)
                        .map(axis -> node.axis(axis, dims.size()))
                        .sorted()
                        .boxed()
                        .toList();
        boolean overPixels =
                dims.size() > 2
                        && dims.get(0) == 1
                        && dims.get(1) == input.shape().channels()
                        && axes.equals(IntStream.range(2, dims.size()).boxed().toList());
        if (!overPixels) {
            throw node.error(
                    "it averages axes %s of %s; only the mean over height and width is supported",
                    axes, dims);
        }
        Activation mean = layers.add(node, new GlobalAveragePool(), input.whole());
        List<Integer> remaining = new ArrayList<>(dims.subList(0, 2));
        if (node.attribute("keepdims", 1) != 0) {
            remaining.addAll(Collections.nCopies(axes.size(), 1));
        }
        return AxisOperators.seenAs(remaining, mean, node, layers);
    }

    /** A Pad of zeros becomes part of the convolution or average pool that reads it. */
    static Value pad(Node node, LayerList layers) {
        Activation input = node.whole(0);
        int[] pads = pads(node, input.dims().size());
        String mode = node.attribute("mode", "constant");
        float value = node.hasInput(2) ? node.scalar(2) : node.attribute("value", 0f);
        if (Arrays.stream(pads).allMatch(pad -> pad == 0)) {
            return input;
        }
        int rank = input.dims().size();
        boolean ofPixels =
                rank == 4 && pads[0] == 0 && pads[1] == 0 && pads[4] == 0 && pads[5] == 0;
        if (!ofPixels
                || !mode.equals("constant")
                || value != 0
                || Arrays.stream(pads).anyMatch(pad -> pad < 0)) {
            throw node.error(
                    "only a border of zeros around height and width is supported; pad in the layer"
                            + " that follows");
        }
        return new Padded(input, pads[2], pads[3], pads[6], pads[7]);
    }

    /** The pads of all axes, first all before, then all after. */
    private static int[] pads(Node node, int rank) {
        int[] given =
                node.hasInput(1)
                        ? Arrays.stream(node.integers(1).values()).mapToInt(node::toInt).toArray()
                        : node.attribute("pads", new int[2 * rank]);
        int[] axes =
                node.hasInput(3)
                        ? Arrays.stream(node.integers(3).values()).mapToInt(node::toInt).toArray()
                        : IntStream.range(0, rank).toArray();
        if (given.length != 2 * axes.length) {
            throw node.error(
                    "it has %d pads for %d axes; export it again", given.length, axes.length);
        }
        int[] pads = new int[2 * rank];
        for (int i = 0; i < axes.length; i++) {
            int axis = node.axis(axes[i], rank);
            pads[axis] = given[i];
            pads[axis + rank] = given[i + axes.length];
        }
        return pads;
    }
}
