package org.decnn.model.testing;

import org.decnn.model.network.PerChannel;
import org.decnn.model.network.PerChannel.Affine;
import org.decnn.model.network.PerChannel.AveragePool;
import org.decnn.model.network.PerChannel.BatchNorm;
import org.decnn.model.network.PerChannel.Clip;
import org.decnn.model.network.PerChannel.Crop;
import org.decnn.model.network.PerChannel.GlobalAveragePool;
import org.decnn.model.network.PerChannel.GlobalMaxPool;
import org.decnn.model.network.PerChannel.MaxPool;
import org.decnn.model.network.PerChannel.PRelu;
import org.decnn.model.network.PerChannel.Pad;
import org.decnn.model.network.PerChannel.Pointwise;
import org.decnn.model.network.PerChannel.Reduce;
import org.decnn.model.network.PerChannel.Relu;
import org.decnn.model.network.Reduction;
import org.decnn.model.network.TensorShape;

/** Each channel by itself. */
final class PerChannelReference {

    private PerChannelReference() {}

    /** What is made of one value. */
    private interface OfValue {
        double of(int channel, double x);
    }

    /** What a pixel of the output is. */
    private interface OfPlace {
        double of(int channel, int row, int column);
    }

    static float[] apply(PerChannel operation, TensorShape in, float[] x, TensorShape out) {
        if (operation instanceof MaxPool pool) {
            return PoolReference.max(pool, in, x, out);
        } else if (operation instanceof AveragePool pool) {
            return PoolReference.average(pool, in, x, out);
        } else if (operation instanceof GlobalAveragePool) {
            return reduce(new Reduce(Reduction.MEAN, true, true), in, x, out);
        } else if (operation instanceof GlobalMaxPool) {
            return reduce(new Reduce(Reduction.MAX, true, true), in, x, out);
        } else if (operation instanceof Reduce reduce) {
            return reduce(reduce, in, x, out);
        } else if (operation instanceof Crop crop) {
            return crop(crop, in, x, out);
        } else if (operation instanceof Pad pad) {
            return pad(pad, in, x, out);
        }
        OfValue function = ofValue(operation);
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (float) function.of(i / in.area(), x[i]);
        }
        return y;
    }

    private static OfValue ofValue(PerChannel operation) {
        if (operation instanceof BatchNorm norm) {
            return (c, x) -> {
                double deviation = Math.sqrt((double) norm.variance()[c] + norm.epsilon());
                return (x - norm.mean()[c]) / deviation * norm.gamma()[c] + norm.beta()[c];
            };
        } else if (operation instanceof Affine affine) {
            return (c, x) -> x * affine.factor()[c] + affine.summand()[c];
        } else if (operation instanceof Relu) {
            return (c, x) -> Math.max(0, x);
        } else if (operation instanceof Clip clip) {
            return (c, x) -> Math.min(clip.max(), Math.max(clip.min(), x));
        } else if (operation instanceof PRelu prelu) {
            return (c, x) -> x < 0 ? prelu.slope()[c] * x : x;
        } else if (operation instanceof Pointwise pointwise) {
            return (c, x) -> CurveReference.of(pointwise, x);
        }
        throw new IllegalArgumentException("no reference for " + operation);
    }

    private static float[] reduce(Reduce reduce, TensorShape in, float[] x, TensorShape out) {
        int rows = reduce.height() ? in.height() : 1;
        int columns = reduce.width() ? in.width() : 1;
        return map(
                out,
                (c, row, column) -> {
                    double[] values = new double[rows * columns];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = x[Pixels.at(in, c, row + i / columns, column + i % columns)];
                    }
                    return ReductionReference.of(reduce.reduction(), values);
                });
    }

    private static float[] crop(Crop crop, TensorShape in, float[] x, TensorShape out) {
        return map(
                out,
                (c, row, column) ->
                        x[
                                Pixels.at(
                                        in,
                                        c,
                                        crop.top() + row * crop.strideHeight(),
                                        crop.left() + column * crop.strideWidth())]);
    }

    private static float[] pad(Pad pad, TensorShape in, float[] x, TensorShape out) {
        return map(
                out,
                (c, row, column) -> {
                    int y = row - pad.top();
                    int z = column - pad.left();
                    return switch (pad.border()) {
                        case CONSTANT ->
                                Pixels.inside(in, y, z) ? x[Pixels.at(in, c, y, z)] : pad.value();
                        case REFLECT ->
                                x[
                                        Pixels.at(
                                                in,
                                                c,
                                                mirrored(y, in.height()),
                                                mirrored(z, in.width()))];
                        case EDGE ->
                                x[
                                        Pixels.at(
                                                in,
                                                c,
                                                nearest(y, in.height()),
                                                nearest(z, in.width()))];
                    };
                });
    }

    private static int mirrored(int at, int size) {
        return at < 0 ? -at : at >= size ? 2 * (size - 1) - at : at;
    }

    private static int nearest(int at, int size) {
        return Math.max(0, Math.min(size - 1, at));
    }

    private static float[] map(TensorShape out, OfPlace pixel) {
        float[] y = new float[out.elements()];
        for (int c = 0; c < out.channels(); c++) {
            for (int row = 0; row < out.height(); row++) {
                for (int column = 0; column < out.width(); column++) {
                    y[Pixels.at(out, c, row, column)] = (float) pixel.of(c, row, column);
                }
            }
        }
        return y;
    }
}
