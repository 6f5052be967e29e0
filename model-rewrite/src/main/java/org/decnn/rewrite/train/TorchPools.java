package org.decnn.rewrite.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;
import java.util.function.BinaryOperator;
import org.decnn.model.network.PerChannel.AveragePool;
import org.decnn.model.network.PerChannel.MaxPool;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Window;

/** Poolings in PyTorch, and its padding: it pads both sides alike, and pools by half a kernel. */
final class TorchPools {

    private TorchPools() {}

    static TorchLayer maxPool(MaxPool pool, TensorShape in) {
        Window window = pool.window();
        if (isTorchs(window)) {
            return TorchLayer.fixed(
                    pool,
                    x ->
                            Pool.maxPool2d(
                                    x,
                                    kernel(window),
                                    stride(window),
                                    evenPadding(window),
                                    window.ceil()));
        }
        Window floored = window.floored(in);
        return TorchLayer.fixed(
                pool,
                x ->
                        folded(
                                padded(x, floored, Float.NEGATIVE_INFINITY),
                                floored,
                                in,
                                NDArray::maximum));
    }

    static TorchLayer averagePool(AveragePool pool, TensorShape in, TorchWeights weights) {
        Window window = pool.window();
        boolean padded = window.padTop() + window.padLeft() > 0;
        // DJL counts the padding, whatever it is asked for.
        if (isTorchs(window) && (pool.countPadding() || !padded)) {
            return TorchLayer.fixed(
                    pool,
                    x ->
                            Pool.avgPool2d(
                                    x,
                                    kernel(window),
                                    stride(window),
                                    evenPadding(window),
                                    window.ceil(),
                                    true));
        }
        Window floored = window.floored(in);
        NDArray shares = shares(pool, in, weights);
        return TorchLayer.fixed(
                pool, x -> folded(padded(x, floored, 0), floored, in, NDArray::add).mul(shares));
    }

    /** For each window one over the pixels that it counts, {@code [1, 1, H, W]}. */
    private static NDArray shares(AveragePool pool, TensorShape in, TorchWeights weights) {
        Window window = pool.window();
        int height = window.outputHeight(in.height());
        int width = window.outputWidth(in.width());
        float[] shares = new float[height * width];
        for (int row = 0; row < height; row++) {
            int rows =
                    counted(
                            row * window.strideHeight() - window.padTop(),
                            window.kernelHeight(),
                            window.dilationHeight(),
                            pool.countPadding() ? -window.padTop() : 0,
                            in.height() + (pool.countPadding() ? window.padBottom() : 0));
            for (int column = 0; column < width; column++) {
                int columns =
                        counted(
                                column * window.strideWidth() - window.padLeft(),
                                window.kernelWidth(),
                                window.dilationWidth(),
                                pool.countPadding() ? -window.padLeft() : 0,
                                in.width() + (pool.countPadding() ? window.padRight() : 0));
                shares[row * width + column] = 1f / (rows * columns);
            }
        }
        return weights.constant(shares, 1, 1, height, width);
    }

    private static int counted(int start, int kernel, int dilation, int from, int to) {
        int counted = 0;
        for (int i = 0; i < kernel; i++) {
            int at = start + i * dilation;
            counted += at >= from && at < to ? 1 : 0;
        }
        return counted;
    }

    /** The first pixels of all windows, with the second ones, and so on. */
    private static NDArray folded(
            NDArray padded, Window window, TensorShape in, BinaryOperator<NDArray> operation) {
        int bottom = (window.outputHeight(in.height()) - 1) * window.strideHeight() + 1;
        int right = (window.outputWidth(in.width()) - 1) * window.strideWidth() + 1;
        NDArray folded = null;
        for (int row = 0; row < window.kernelHeight(); row++) {
            for (int column = 0; column < window.kernelWidth(); column++) {
                int top = row * window.dilationHeight();
                int left = column * window.dilationWidth();
                NDArray pixels =
                        every(
                                padded,
                                top,
                                top + bottom,
                                window.strideHeight(),
                                left,
                                left + right,
                                window.strideWidth());
                folded = folded == null ? pixels : operation.apply(folded, pixels);
            }
        }
        return folded;
    }

    /** So many rows and columns apart. */
    static NDArray every(
            NDArray x, int top, int bottom, int rows, int left, int right, int columns) {
        return x.get(
                new NDIndex()
                        .addAllDim(2)
                        .addSliceDim(top, bottom, rows)
                        .addSliceDim(left, right, columns));
    }

    private static boolean isTorchs(Window window) {
        return isEven(window)
                && !window.isDilated()
                && 2 * window.padTop() <= window.kernelHeight()
                && 2 * window.padLeft() <= window.kernelWidth();
    }

    private static boolean isEven(Window window) {
        return window.padTop() == window.padBottom() && window.padLeft() == window.padRight();
    }

    /** With uneven padding; even padding PyTorch does by itself. */
    static NDArray evened(NDArray x, Window window, double value) {
        return isEven(window) ? x : padded(x, window, value);
    }

    static Shape evenPadding(Window window) {
        return isEven(window) ? new Shape(window.padTop(), window.padLeft()) : new Shape(0, 0);
    }

    private static NDArray padded(NDArray x, Window window, double value) {
        return x.pad(
                new Shape(window.padLeft(), window.padRight(), window.padTop(), window.padBottom()),
                value);
    }

    private static Shape kernel(Window window) {
        return new Shape(window.kernelHeight(), window.kernelWidth());
    }

    private static Shape stride(Window window) {
        return new Shape(window.strideHeight(), window.strideWidth());
    }
}
