package org.decnn.model.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.decnn.model.network.AcrossChannels.Lrn;
import org.decnn.model.network.AcrossChannels.Normalise;
import org.decnn.model.network.AcrossChannels.Softmax;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Joining.Concat;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel.AveragePool;
import org.decnn.model.network.PerChannel.BatchNorm;
import org.decnn.model.network.PerChannel.Clip;
import org.decnn.model.network.PerChannel.GlobalAveragePool;
import org.decnn.model.network.PerChannel.MaxPool;
import org.decnn.model.network.PerChannel.Relu;
import org.decnn.model.network.Renumbering.ChannelShuffle;
import org.decnn.model.network.Renumbering.Flatten;
import org.decnn.model.network.Renumbering.Select;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;
import org.decnn.model.network.Window;

/**
 * The forward pass as its definition reads: one sample, plain loops, sums in double. The oracle
 * that the fast engines are held to.
 */
public final class ReferenceForward {

    private final Map<String, TensorShape> shapes;
    private final Map<String, float[]> values;

    private ReferenceForward(Map<String, TensorShape> shapes, Map<String, float[]> values) {
        this.shapes = new LinkedHashMap<>(shapes);
        this.values = new LinkedHashMap<>(values);
    }

    /**
     * @param input {@code [C, H, W]} in row-major order
     */
    public static float[] run(Network network, float[] input) {
        return run(
                        network.layers(),
                        Map.of(Network.INPUT, network.input()),
                        Map.of(Network.INPUT, input))
                .get(network.output());
    }

    /**
     * Runs layers on given tensors.
     *
     * @param shapes of the given tensors; those of the layers follow
     * @return the given tensors and every layer's output, by name
     */
    public static Map<String, float[]> run(
            List<Layer> layers, Map<String, TensorShape> shapes, Map<String, float[]> values) {
        ReferenceForward forward = new ReferenceForward(shapes, values);
        layers.forEach(forward::run);
        return forward.values;
    }

    private void run(Layer layer) {
        List<TensorShape> in = new ArrayList<>();
        List<float[]> x = new ArrayList<>();
        for (String input : layer.inputs()) {
            in.add(shapes.get(input));
            x.add(values.get(input));
        }
        TensorShape out = layer.operation().outputShape(in);
        shapes.put(layer.name(), out);
        values.put(layer.name(), apply(layer.operation(), in.get(0), x, out));
    }

    private static float[] apply(
            Operation operation, TensorShape in, List<float[]> inputs, TensorShape out) {
        float[] x = inputs.get(0);
        if (operation instanceof Conv conv) {
            return conv(conv, in, x, out);
        } else if (operation instanceof BatchNorm norm) {
            return batchNorm(norm, in, x);
        } else if (operation instanceof Relu) {
            return clip(0, Float.POSITIVE_INFINITY, x);
        } else if (operation instanceof Clip clip) {
            return clip(clip.min(), clip.max(), x);
        } else if (operation instanceof Lrn lrn) {
            return lrn(lrn, in, x);
        } else if (operation instanceof MaxPool pool) {
            return pool(pool.window(), in, x, out, (max, sum, seen, padded) -> max);
        } else if (operation instanceof AveragePool pool) {
            return pool(
                    pool.window(),
                    in,
                    x,
                    out,
                    (max, sum, seen, padded) -> sum / (pool.countPadding() ? padded : seen));
        } else if (operation instanceof GlobalAveragePool) {
            return globalAveragePool(in, x);
        } else if (operation instanceof Add) {
            return add(inputs);
        } else if (operation instanceof Concat) {
            return concat(inputs, out);
        } else if (operation instanceof Flatten) {
            return x.clone();
        } else if (operation instanceof ChannelShuffle shuffle) {
            int[] sources = new int[in.channels()];
            for (int c = 0; c < sources.length; c++) {
                sources[c] = shuffle.source(c);
            }
            return select(sources, in, x);
        } else if (operation instanceof Select select) {
            return select(select.channels(), in, x);
        } else if (operation instanceof Linear linear) {
            return linear(linear, x);
        } else if (operation instanceof Softmax) {
            return softmax(in, x);
        } else if (operation instanceof Normalise normalise) {
            return normalise(normalise, in, x);
        }
        throw new IllegalArgumentException("no reference for " + operation);
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
                                int iy = row(window, oy, ky);
                                int ix = column(window, ox, kx);
                                if (inside(in, iy, ix)) {
                                    int tap = (o * groupInputs + i) * window.kernelHeight() + ky;
                                    sum +=
                                            (double) w[tap * window.kernelWidth() + kx]
                                                    * x[at(in, firstInput + i, iy, ix)];
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

    private static float[] batchNorm(BatchNorm norm, TensorShape in, float[] x) {
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            int c = i / in.area();
            double deviation = Math.sqrt((double) norm.variance()[c] + norm.epsilon());
            y[i] = (float) ((x[i] - norm.mean()[c]) / deviation * norm.gamma()[c] + norm.beta()[c]);
        }
        return y;
    }

    private static float[] clip(float min, float max, float[] x) {
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = Math.min(max, Math.max(min, x[i]));
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

    /** What a pool makes of one window. */
    private interface Pooling {
        /**
         * @param seen pixels of the input in the window
         * @param padded pixels of the input or its padding in the window
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
                            int iy = row(window, oy, ky);
                            int ix = column(window, ox, kx);
                            if (inside(in, iy, ix)) {
                                max = Math.max(max, x[at(in, c, iy, ix)]);
                                sum += x[at(in, c, iy, ix)];
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

    private static float[] globalAveragePool(TensorShape in, float[] x) {
        float[] y = new float[in.channels()];
        for (int c = 0; c < y.length; c++) {
            double sum = 0;
            for (int i = 0; i < in.area(); i++) {
                sum += x[c * in.area() + i];
            }
            y[c] = (float) (sum / in.area());
        }
        return y;
    }

    private static float[] add(List<float[]> inputs) {
        float[] y = new float[inputs.get(0).length];
        for (int i = 0; i < y.length; i++) {
            double sum = 0;
            for (float[] x : inputs) {
                sum += x[i];
            }
            y[i] = (float) sum;
        }
        return y;
    }

    private static float[] concat(List<float[]> inputs, TensorShape out) {
        float[] y = new float[out.elements()];
        int at = 0;
        for (float[] x : inputs) {
            System.arraycopy(x, 0, y, at, x.length);
            at += x.length;
        }
        return y;
    }

    private static float[] select(int[] channels, TensorShape in, float[] x) {
        float[] y = new float[channels.length * in.area()];
        for (int c = 0; c < channels.length; c++) {
            System.arraycopy(x, channels[c] * in.area(), y, c * in.area(), in.area());
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

    private static float[] softmax(TensorShape in, float[] x) {
        float[] y = new float[x.length];
        for (int pixel = 0; pixel < in.area(); pixel++) {
            double max = Double.NEGATIVE_INFINITY;
            for (int i = pixel; i < x.length; i += in.area()) {
                max = Math.max(max, x[i]);
            }
            double sum = 0;
            for (int i = pixel; i < x.length; i += in.area()) {
                sum += Math.exp(x[i] - max);
            }
            for (int i = pixel; i < x.length; i += in.area()) {
                y[i] = (float) (Math.exp(x[i] - max) / sum);
            }
        }
        return y;
    }

    private static float[] normalise(Normalise normalise, TensorShape in, float[] x) {
        float[] y = select(normalise.order(), in, x);
        for (int i = 0; i < y.length; i++) {
            int c = i / in.area();
            double scaled = (double) y[i] * normalise.scale();
            y[i] = (float) ((scaled - normalise.mean()[c]) / normalise.std()[c]);
        }
        return y;
    }

    private static int row(Window window, int output, int kernel) {
        return output * window.strideHeight() - window.padTop() + kernel * window.dilationHeight();
    }

    private static int column(Window window, int output, int kernel) {
        return output * window.strideWidth() - window.padLeft() + kernel * window.dilationWidth();
    }

    private static boolean inside(TensorShape in, int y, int x) {
        return y >= 0 && y < in.height() && x >= 0 && x < in.width();
    }

    private static int at(TensorShape in, int channel, int y, int x) {
        return (channel * in.height() + y) * in.width() + x;
    }
}
