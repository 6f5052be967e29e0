package org.decnn.model.testing;

import org.decnn.model.network.AcrossChannels;
import org.decnn.model.network.AcrossChannels.FullChroma;
import org.decnn.model.network.AcrossChannels.LayerNorm;
import org.decnn.model.network.AcrossChannels.LogSoftmax;
import org.decnn.model.network.AcrossChannels.Lrn;
import org.decnn.model.network.AcrossChannels.Normalise;
import org.decnn.model.network.AcrossChannels.ReduceChannels;
import org.decnn.model.network.AcrossChannels.Softmax;
import org.decnn.model.network.AcrossChannels.UnitLength;
import org.decnn.model.network.TensorShape;

/** All channels at once. */
final class AcrossChannelsReference {

    private AcrossChannelsReference() {}

    static float[] apply(AcrossChannels operation, TensorShape in, float[] x, TensorShape out) {
        if (operation instanceof Lrn lrn) {
            return lrn(lrn, in, x);
        } else if (operation instanceof Normalise normalise) {
            return normalise(normalise, in, x);
        } else if (operation instanceof FullChroma) {
            return fullChroma(x, out);
        }
        float[] y = new float[out.elements()];
        for (int pixel = 0; pixel < in.area(); pixel++) {
            double[] column = new double[in.channels()];
            for (int c = 0; c < column.length; c++) {
                column[c] = x[c * in.area() + pixel];
            }
            double[] made = ofPixel(operation, column);
            for (int c = 0; c < made.length; c++) {
                y[c * in.area() + pixel] = (float) made[c];
            }
        }
        return y;
    }

    private static double[] ofPixel(AcrossChannels operation, double[] x) {
        if (operation instanceof Softmax) {
            double[] y = logSoftmax(x);
            for (int c = 0; c < y.length; c++) {
                y[c] = Math.exp(y[c]);
            }
            return y;
        } else if (operation instanceof LogSoftmax) {
            return logSoftmax(x);
        } else if (operation instanceof UnitLength unit) {
            return unitLength(unit, x);
        } else if (operation instanceof LayerNorm norm) {
            return layerNorm(norm, x);
        } else if (operation instanceof ReduceChannels reduce) {
            return new double[] {ReductionReference.of(reduce.reduction(), x)};
        }
        throw new IllegalArgumentException("no reference for " + operation);
    }

    private static double[] logSoftmax(double[] x) {
        double max = Double.NEGATIVE_INFINITY;
        for (double value : x) {
            max = Math.max(max, value);
        }
        double sum = 0;
        for (double value : x) {
            sum += Math.exp(value - max);
        }
        double[] y = new double[x.length];
        for (int c = 0; c < y.length; c++) {
            y[c] = x[c] - max - Math.log(sum);
        }
        return y;
    }

    private static double[] unitLength(UnitLength unit, double[] x) {
        double squares = 0;
        for (double value : x) {
            squares += value * value;
        }
        double[] y = new double[x.length];
        for (int c = 0; c < y.length; c++) {
            y[c] = x[c] / Math.max(Math.sqrt(squares), unit.least());
        }
        return y;
    }

    private static double[] layerNorm(LayerNorm norm, double[] x) {
        double mean = 0;
        for (double value : x) {
            mean += value / x.length;
        }
        double variance = 0;
        for (double value : x) {
            variance += (value - mean) * (value - mean) / x.length;
        }
        double[] y = new double[x.length];
        for (int c = 0; c < y.length; c++) {
            double standard = (x[c] - mean) / Math.sqrt(variance + norm.epsilon());
            y[c] = standard * norm.gamma()[c] + norm.beta()[c];
        }
        return y;
    }

    private static float[] lrn(Lrn lrn, TensorShape in, float[] x) {
        int before = (lrn.size() - 1) / 2;
        int after = lrn.size() - 1 - before;
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            int c = i / in.area();
            double squares = 0;
            for (int n = c - before; n <= c + after; n++) {
                if (n >= 0 && n < in.channels()) {
                    double neighbour = x[i + (n - c) * in.area()];
                    squares += neighbour * neighbour;
                }
            }
            double base = lrn.bias() + (double) lrn.alpha() / lrn.size() * squares;
            y[i] = (float) (x[i] / Math.pow(base, lrn.beta()));
        }
        return y;
    }

    private static float[] normalise(Normalise normalise, TensorShape in, float[] x) {
        float[] y = RenumberingReference.select(normalise.order(), in, x);
        for (int i = 0; i < y.length; i++) {
            int c = i / in.area();
            double scaled = (double) y[i] * normalise.scale();
            y[i] = (float) ((scaled - normalise.mean()[c]) / normalise.std()[c]);
        }
        return y;
    }

    /** Luma, then a quarter as many values of each chroma, row by row. */
    private static float[] fullChroma(float[] x, TensorShape out) {
        int area = out.area();
        float[] y = new float[out.elements()];
        System.arraycopy(x, 0, y, 0, area);
        for (int plane = 1; plane < 3; plane++) {
            int first = area + (plane - 1) * area / 4;
            for (int row = 0; row < out.height(); row++) {
                for (int column = 0; column < out.width(); column++) {
                    y[Pixels.at(out, plane, row, column)] =
                            x[first + row / 2 * (out.width() / 2) + column / 2];
                }
            }
        }
        return y;
    }
}
