package org.decnn.model.onnx;

import static org.decnn.model.onnx.LayerNodes.attribute;
import static org.decnn.model.onnx.LayerNodes.integers;
import static org.decnn.model.onnx.LayerNodes.node;

import java.util.List;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.NodeProto;
import org.decnn.model.network.PerChannel.AveragePool;
import org.decnn.model.network.PerChannel.MaxPool;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Window;

/**
 * Poolings as ONNX nodes. None has {@code ceil_mode}: what a runtime and its own inference of
 * shapes make of it differs where a last window would start in the padding. Windows that hang over
 * the edge have padding there in its place, which is not counted.
 */
final class WindowEncoder {

    private final LayerNodes nodes;
    private final String input;
    private final TensorShape in;

    WindowEncoder(LayerNodes nodes, String input, TensorShape in) {
        this.nodes = nodes;
        this.input = input;
        this.in = in;
    }

    static List<AttributeProto> attributes(Window window) {
        return List.of(
                integers("kernel_shape", window.kernelHeight(), window.kernelWidth()),
                integers("strides", window.strideHeight(), window.strideWidth()),
                integers(
                        "pads",
                        window.padTop(),
                        window.padLeft(),
                        window.padBottom(),
                        window.padRight()));
    }

    static AttributeProto dilations(Window window) {
        return integers("dilations", window.dilationHeight(), window.dilationWidth());
    }

    /**
     * What a border's pixels are written as. ONNX Runtime makes a border of zeros part of the pooling
     * behind it, where it is no longer of zeros but of nothing: one beside zero stays.
     */
    static float border(float value) {
        return value == 0 ? Float.MIN_VALUE : value;
    }

    NodeProto.Builder maxPool(MaxPool pool) {
        Window window = pool.window().floored(in);
        String from = input;
        if (pool.window().ceil() && window.isDilated()) {
            // ONNX Runtime takes no padding as wide as the kernel, which dilated windows may need.
            from = padded("bordered", window, -Float.MAX_VALUE);
            window = window.withPadding(0, 0, 0, 0);
        }
        return node("MaxPool", from)
                .addAllAttribute(attributes(window))
                .addAttribute(dilations(window));
    }

    /**
     * @throws IllegalArgumentException if ONNX has no such pooling
     */
    NodeProto.Builder averagePool(AveragePool pool) {
        Window window = pool.window();
        if (window.isDilated()) {
            throw new IllegalArgumentException("ONNX opset 13 has no average pool with dilation");
        }
        Window floored = window.floored(in);
        int bottom = floored.padBottom() - window.padBottom();
        int right = floored.padRight() - window.padRight();
        if (!pool.countPadding()) {
            return average(input, floored, false);
        } else if (bottom <= 0 && right <= 0) {
            return average(
                    input,
                    floored.withPadding(
                            window.padTop(),
                            window.padLeft(),
                            window.padBottom(),
                            window.padRight()),
                    true);
        }
        // The padding counts, what a window reaches beyond it does not.
        return average(
                padded("bordered", window, 0),
                floored.withPadding(0, 0, Math.max(0, bottom), Math.max(0, right)),
                false);
    }

    private static NodeProto.Builder average(String input, Window window, boolean countPadding) {
        return node("AveragePool", input)
                .addAllAttribute(attributes(window))
                .addAttribute(attribute("count_include_pad", countPadding ? 1 : 0));
    }

    private String padded(String step, Window border, float value) {
        return nodes.step(
                step,
                node(
                        "Pad",
                        input,
                        nodes.constant(
                                "border",
                                0,
                                0,
                                border.padTop(),
                                border.padLeft(),
                                0,
                                0,
                                border.padBottom(),
                                border.padRight()),
                        nodes.scalar("value", border(value))));
    }
}
