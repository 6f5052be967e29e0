package org.decnn.model.onnx;

import java.util.Arrays;
import org.decnn.model.network.PerChannel.Pad;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Window;

/** The attributes of an ONNX node that say where it looks, as a {@link Window}. */
final class Windows {

    /** Pixels along a side, with their padding: more than any picture has. */
    private static final int MOST = 1 << 20;

    private Windows() {}

    /** The window of a pooling. */
    static Window ofPool(Node node, TensorShape input) {
        int[] kernel = sides(node, "kernel_shape", 0, 2);
        boolean ceil = node.attribute("ceil_mode", 0) != 0;
        Window window = window(node, kernel, 2, input, ceil);
        if (!isPoolable(window)) {
            throw node.error(
                    "its pads %d, %d, %d, %d are not smaller than its kernel, as a pooling's are in"
                            + " ONNX Runtime; pad in a Pad before it",
                    window.padTop(), window.padLeft(), window.padBottom(), window.padRight());
        }
        return window;
    }

    /** Whether no window of a pooling lies in the padding alone. */
    static boolean isPoolable(Window window) {
        return Math.max(window.padTop(), window.padBottom()) < window.kernelHeight()
                && Math.max(window.padLeft(), window.padRight()) < window.kernelWidth();
    }

    /**
     * The window of a convolution, whose kernel is that of its weight.
     *
     * @param axes 2, or 1 where the node is of lines, and the pictures have one row
     */
    static Window ofConv(Node node, int[] kernel, int axes, TensorShape input) {
        if (node.hasAttribute("kernel_shape")
                && !Arrays.equals(sides(node, "kernel_shape", 0, axes), kernel)) {
            throw node.error(
                    "its kernel_shape is not that of its weight, %s; export the network again",
                    Arrays.toString(kernel));
        }
        return window(node, kernel, axes, input, false);
    }

    private static Window window(
            Node node, int[] kernel, int axes, TensorShape input, boolean ceil) {
        int[] strides = sides(node, "strides", 1, axes);
        int[] dilations = sides(node, "dilations", 1, axes);
        int[] given = node.attribute("pads", new int[2 * axes]);
        if (given.length != 2 * axes) {
            throw node.error(
                    "it has %d pads; only images are supported, with 4, and lines, with 2",
                    given.length);
        }
        int[] explicit = axes == 2 ? given : new int[] {0, given[0], 0, given[1]};
        int[] pads = pads(node, explicit, kernel, strides, dilations, input);
        for (int axis = 0; axis < 2; axis++) {
            long size = axis == 0 ? input.height() : input.width();
            long padded = size + pads[axis] + pads[axis + 2];
            long reach = (long) dilations[axis] * (kernel[axis] - 1) + 1;
            if (Math.max(padded, reach) > MOST) {
                throw node.error(
                        "its pads %s, dilations and kernel make %d pixels of %d; at most %d are"
                                + " read",
                        Arrays.toString(pads), Math.max(padded, reach), size, MOST);
            }
        }
        return new Window(
                kernel[0],
                kernel[1],
                strides[0],
                strides[1],
                pads[0],
                pads[1],
                pads[2],
                pads[3],
                dilations[0],
                dilations[1],
                ceil);
    }

    /** Top, left, bottom, right. */
    private static int[] pads(
            Node node,
            int[] explicit,
            int[] kernel,
            int[] strides,
            int[] dilations,
            TensorShape input) {
        String auto = node.attribute("auto_pad", "NOTSET");
        switch (auto) {
            case "NOTSET", "":
                return explicit;
            case "VALID":
                return new int[4];
            case "SAME_UPPER", "SAME_LOWER":
                int[] same = new int[4];
                for (int axis = 0; axis < 2; axis++) {
                    int size = axis == 0 ? input.height() : input.width();
                    int outputs = (size + strides[axis] - 1) / strides[axis];
                    int reach = dilations[axis] * (kernel[axis] - 1) + 1;
                    int total = Math.max(0, (outputs - 1) * strides[axis] + reach - size);
                    int before = auto.equals("SAME_UPPER") ? total / 2 : total - total / 2;
                    same[axis] = before;
                    same[axis + 2] = total - before;
                }
                return same;
            default:
                throw node.error("its auto_pad '%s' is not supported; export with pads", auto);
        }
    }

    /** The window as seen from within the input's border of zeros. */
    static Window with(Pad border, Window window) {
        return new Window(
                window.kernelHeight(),
                window.kernelWidth(),
                window.strideHeight(),
                window.strideWidth(),
                window.padTop() + border.top(),
                window.padLeft() + border.left(),
                window.padBottom() + border.bottom(),
                window.padRight() + border.right(),
                window.dilationHeight(),
                window.dilationWidth(),
                window.ceil());
    }

    /** An attribute's values for height and width; where it has one, the height's is 1. */
    private static int[] sides(Node node, String attribute, int otherwise, int axes) {
        int[] none = new int[axes];
        Arrays.fill(none, otherwise);
        int[] values = node.attribute(attribute, none);
        if (values.length != axes) {
            throw node.error(
                    "its %s has %d values; only images are supported, with 2",
                    attribute, values.length);
        }
        if (Arrays.stream(values).anyMatch(value -> value < 1)) {
            throw node.error("its %s is not at least 1; export the network again", attribute);
        }
        return axes == 2 ? values : new int[] {1, values[0]};
    }
}
