package org.decnn.model.testing;

import org.decnn.model.network.PerChannel.AveragePool;
import org.decnn.model.network.PerChannel.MaxPool;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Window;

/** Windows of one channel. */
final class PoolReference {

    private PoolReference() {}

    static float[] max(MaxPool pool, TensorShape in, float[] x, TensorShape out) {
        return pool(pool.window(), in, x, out, (max, sum, seen, padded) -> max);
    }

    static float[] average(AveragePool pool, TensorShape in, float[] x, TensorShape out) {
        return pool(
                pool.window(),
                in,
                x,
                out,
                (max, sum, seen, padded) -> sum / (pool.countPadding() ? padded : seen));
    }

    /** What a pool makes of one window. */
    private interface Pooling {
        /**
         * @param seen pixels of the input in the window
         * @param padded pixels of the input or its padding in the window: what a rounded-up size
         *     lets hang over them is neither
         */
        double of(double max, double sum, int seen, int padded);
    }

    private static float[] pool(
            Window window, TensorShape in, float[] x, TensorShape out, Pooling pooling) {
        int paddedHeight = in.height() + window.padBottom();
        int paddedWidth = in.width() + window.padRight();
        float[] y = new float[out.elements()];
        for (int c = 0, at = 0; c < out.channels(); c++) {
            for (int oy = 0; oy < out.height(); oy++) {
                for (int ox = 0; ox < out.width(); ox++, at++) {
                    double max = Double.NEGATIVE_INFINITY;
                    double sum = 0;
                    int seen = 0;
                    int padded = 0;
                    for (int ky = 0; ky < window.kernelHeight(); ky++) {
                        for (int kx = 0; kx < window.kernelWidth(); kx++) {
                            int iy = Pixels.row(window, oy, ky);
                            int ix = Pixels.column(window, ox, kx);
                            if (Pixels.inside(in, iy, ix)) {
                                max = Math.max(max, x[Pixels.at(in, c, iy, ix)]);
                                sum += x[Pixels.at(in, c, iy, ix)];
                                seen++;
                            }
                            if (iy < paddedHeight && ix < paddedWidth) {
                                padded++;
                            }
                        }
                    }
                    y[at] = (float) pooling.of(max, sum, seen, padded);
                }
            }
        }
        return y;
    }
}
