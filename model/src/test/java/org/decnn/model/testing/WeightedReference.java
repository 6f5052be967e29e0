package org.decnn.model.testing;

import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;
import org.decnn.model.network.Window;

/** Weighted sums of input channels. */
final class WeightedReference {

    private WeightedReference() {}

    static float[] apply(Weighted operation, TensorShape in, float[] x, TensorShape out) {
        return operation instanceof Conv conv
                ? conv(conv, in, x, out)
                : linear((Linear) operation, x);
    }

    private static float[] conv(Conv conv, TensorShape in, float[] x, TensorShape out) {
        Window window = conv.window();
        float[] w = conv.weight().values(); // (out, in / groups, kernelHeight, kernelWidth)
        int groupInputs = conv.inputs() / conv.groups();
        int groupOutputs = conv.outputs() / conv.groups();
        float[] y = new float[out.elements()]; // (out, height, width)
        for (int o = 0, at = 0; o < out.channels(); o++) {
            int firstInput = o / groupOutputs * groupInputs;
            for (int oy = 0; oy < out.height(); oy++) {
                for (int ox = 0; ox < out.width(); ox++, at++) {
                    double sum = conv.bias(o);
                    for (int i = 0; i < groupInputs; i++) {
                        for (int ky = 0; ky < window.kernelHeight(); ky++) {
                            for (int kx = 0; kx < window.kernelWidth(); kx++) {
                                int iy = Pixels.row(window, oy, ky);
                                int ix = Pixels.column(window, ox, kx);
                                if (Pixels.inside(in, iy, ix)) {
                                    int tap = (o * groupInputs + i) * window.kernelHeight() + ky;
                                    sum +=
                                            (double) w[tap * window.kernelWidth() + kx]
                                                    * x[Pixels.at(in, firstInput + i, iy, ix)];
                                }
                            }
                        }
                    }
                    y[at] = (float) sum;
                }
            }
        }
        return y;
    }

    private static float[] linear(Linear linear, float[] x) {
        float[] w = linear.weight().values(); // (out, in)
        float[] y = new float[linear.outputs()];
        for (int o = 0; o < y.length; o++) {
            double sum = linear.bias(o);
            for (int i = 0; i < x.length; i++) {
                sum += (double) w[o * x.length + i] * x[i];
            }
            y[o] = (float) sum;
        }
        return y;
    }
}
