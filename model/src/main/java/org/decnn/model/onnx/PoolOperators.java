package org.decnn.model.onnx;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.decnn.model.network.Curve;
import org.decnn.model.network.PerChannel.AveragePool;
import org.decnn.model.network.PerChannel.MaxPool;
import org.decnn.model.network.PerChannel.Pad;
import org.decnn.model.network.PerChannel.Pointwise;
import org.decnn.model.network.Renumbering.PadChannels;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Window;
import org.decnn.model.onnx.Axes.Source;
import org.decnn.model.onnx.Value.Activation;

/** Readers of poolings with a window. */
final class PoolOperators {

    private PoolOperators() {}

    static Value maxPool(Node node, LayerList layers) {
        node.ignore("storage_order");
        Activation input = Views.featureMap(node, 0, layers);
        return layers.add(node, new MaxPool(Windows.ofPool(node, input.shape())), input);
    }

    static Value averagePool(Node node, LayerList layers) {
        if (node.lengthOf("kernel_shape") == 3) {
            return ofChannels(node, layers);
        }
        Activation input = Views.featureMap(node, 0, layers);
        Window window = Windows.ofPool(node, input.shape());
        boolean countPadding = node.attribute("count_include_pad", 0) != 0;
        int dilation = Math.max(window.dilationHeight(), window.dilationWidth());
        Optional<Pad> border = WeightedOperators.zeros(input, layers);
        boolean padsItself =
                window.padTop() + window.padLeft() + window.padBottom() + window.padRight() > 0;
        boolean ceil = window.ceil() && window.strideHeight() * window.strideWidth() > 1;
        if (dilation > 1 && !ceil && (!padsItself || countPadding)) {
            return layers.add(node, meanOf(window, input.shape().channels()), input);
        }
        if (border.isPresent() && !window.ceil() && (!padsItself || countPadding)) {
            Window around = Windows.with(border.get(), window);
            if (Windows.isPoolable(around)) {
                return layers.add(
                        node,
                        new AveragePool(around, true),
                        layers.layerOf(input).orElseThrow().inputs().get(0));
            }
        }
        return layers.add(node, new AveragePool(window, countPadding), input);
    }

    /** An average with gaps, which poolings have in the newest opsets alone. */
    private static Conv meanOf(Window window, int channels) {
        int height = window.kernelHeight();
        int width = window.kernelWidth();
        float[] weight =
                Affines.filled(1f / (height * width), Math.multiplyExact(channels, height * width));
        Tensor kernels = Tensor.of(weight, channels, 1, height, width);
        Window even =
                new Window(
                        height,
                        width,
                        window.strideHeight(),
                        window.strideWidth(),
                        window.padTop(),
                        window.padLeft(),
                        window.padBottom(),
                        window.padRight(),
                        window.dilationHeight(),
                        window.dilationWidth(),
                        false);
        return new Conv(channels, even, kernels, new float[0]);
    }

    /** An average over neighbouring channels alone, {@code [1, 1, C, H, W]}: PyTorch's LRN. */
    private static Value ofChannels(Node node, LayerList layers) {
        Activation input = node.activation(0);
        int[] kernel = node.attribute("kernel_shape", new int[3]);
        int[] ones = {1, 1, 1};
        boolean plain =
                IntStream.of(node.attribute("strides", ones)).allMatch(s -> s == 1)
                        && IntStream.of(node.attribute("dilations", ones)).allMatch(d -> d == 1)
                        && IntStream.of(node.attribute("pads", new int[6])).allMatch(p -> p == 0)
                        && node.attribute("auto_pad", "NOTSET").equals("NOTSET")
                        && kernel[1] == 1
                        && kernel[2] == 1;
        node.ignore("ceil_mode", "count_include_pad");
        Axes axes = input.axes();
        int channels = input.shape().channels();
        boolean ofChannels =
                axes.rank() == 5 && axes.size(2) == channels && axes.isOf(Source.CHANNEL, 2);
        if (!plain || !ofChannels || kernel[0] < 1 || kernel[0] > channels) {
            throw node.error(
                    "it averages %s over a window of three axes; only images are pooled, or"
                            + " neighbouring channels",
                    input.dims());
        }
        Activation ordered = Views.select(node, input, axes.channels(List.of(2)), layers);
        int outputs = channels - kernel[0] + 1;
        PadChannels zeros =
                layers.operationOf(ordered, PadChannels.class)
                        .filter(pad -> pad.value() == 0)
                        .orElse(new PadChannels(0, 0, 0));
        Activation source =
                zeros.before() + zeros.after() == 0
                        ? ordered
                        : layers.layerOf(ordered).orElseThrow().inputs().get(0);
        return layers.add(
                        node,
                        ChannelMeans.of(
                                source.shape().channels(), outputs, kernel[0], zeros.before()),
                        source.whole())
                .seenAs(axes.with(2, List.of(new Axes.Atom(Source.CHANNEL, outputs, 1))));
    }

    /** The root of the sum of squares is that of their mean, times the root of their number. */
    static Value lpPool(Node node, LayerList layers) {
        int p = node.attribute("p", 2);
        Activation input = Views.featureMap(node, 0, layers);
        Window window = Windows.ofPool(node, input.shape());
        boolean plain = !window.ceil() && window.dilationHeight() * window.dilationWidth() == 1;
        if (p != 1 && p != 2 || !plain) {
            throw node.error(
                    "only p = 1 and 2, without dilations and ceil_mode, are supported; use"
                            + " AveragePool");
        }
        Pointwise power = p == 1 ? Pointwise.of(Curve.ABS) : new Pointwise(Curve.POWER, 2, 0);
        Activation mean =
                layers.add(node, new AveragePool(window, true), layers.add(node, power, input));
        int channels = input.shape().channels();
        int number = Math.multiplyExact(window.kernelHeight(), window.kernelWidth());
        Activation sum =
                Affines.of(
                        node, mean, Affines.filled(number, channels), new float[channels], layers);
        return p == 1 ? sum : layers.add(node, Pointwise.of(Curve.SQRT), sum);
    }
}
