package org.decnn.rewrite.read;

import java.util.Arrays;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel.AveragePool;
import org.decnn.model.network.PerChannel.GlobalAveragePool;
import org.decnn.model.network.PerChannel.MaxPool;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Window;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/** DL4J's poolings as operations; each throws {@link IllegalArgumentException} for other kinds. */
final class Pooling {

    private Pooling() {}

    /**
     * @param zeros what surrounds the feature map
     * @param isRectified whether the feature map's values cannot be negative
     */
    static Operation of(
            SubsamplingLayer conf, TensorShape in, ZeroPadding zeros, boolean isRectified) {
        SlidingWindow sliding =
                new SlidingWindow(
                        conf.getKernelSize(),
                        conf.getStride(),
                        conf.getPadding(),
                        conf.getDilation(),
                        conf.getConvolutionMode());
        Window window = sliding.over(in, zeros);
        return switch (conf.getPoolingType()) {
            case MAX -> max(window, zeros, isRectified);
            case AVG ->
                    average(
                            window,
                            zeros,
                            sliding.own(in, zeros),
                            conf.isAvgPoolIncludePadInDivisor());
            default -> throw unsupported(conf.getPoolingType());
        };
    }

    /** A maximum leaves padding out, which is as good as zeros beside what is not negative. */
    private static Operation max(Window window, ZeroPadding zeros, boolean isRectified) {
        boolean seesPixelsEverywhere =
                Math.max(window.padTop(), window.padBottom()) < window.kernelHeight()
                        && Math.max(window.padLeft(), window.padRight()) < window.kernelWidth();
        if (!zeros.equals(ZeroPadding.NONE) && !(isRectified && seesPixelsEverywhere)) {
            throw ZeroPadding.notTakenIn();
        }
        return new MaxPool(window);
    }

    /** Zeros around the feature map always count; the window's own padding as DL4J is told. */
    private static Operation average(
            Window window, ZeroPadding zeros, ZeroPadding own, boolean countsOwn) {
        if (zeros.equals(ZeroPadding.NONE)) {
            return new AveragePool(window, countsOwn);
        }
        if (!countsOwn && !own.equals(ZeroPadding.NONE)) {
            throw ZeroPadding.notTakenIn();
        }
        return new AveragePool(window, true);
    }

    /**
     * @param format in which DL4J counts the axes
     */
    static Operation of(GlobalPoolingLayer conf, TensorShape in, CNN2DFormat format) {
        int[] axes = conf.getPoolingDimensions();
        int[] pixels = format == CNN2DFormat.NHWC ? new int[] {1, 2} : new int[] {2, 3};
        if (axes != null && !Arrays.equals(axes, pixels)) {
            throw new IllegalArgumentException(
                    "pooling over the axes " + Arrays.toString(axes) + " is not supported");
        }
        return switch (conf.getPoolingType()) {
            case AVG -> new GlobalAveragePool();
            case MAX -> new MaxPool(wholeOf(in));
            default -> throw unsupported(conf.getPoolingType());
        };
    }

    private static Window wholeOf(TensorShape in) {
        return new Window(in.height(), in.width(), 1, 1, 0, 0, 0, 0, 1, 1, false);
    }

    private static IllegalArgumentException unsupported(Enum<?> type) {
        return new IllegalArgumentException("pooling of type " + type + " is not supported");
    }
}
