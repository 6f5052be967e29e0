package org.decnn.model.testing;

import java.util.List;
import org.decnn.model.network.Joining;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Joining.Arithmetic;
import org.decnn.model.network.Joining.Concat;
import org.decnn.model.network.TensorShape;

/** What is made of several tensors. */
final class JoiningReference {

    private JoiningReference() {}

    static float[] apply(
            Joining operation, List<TensorShape> in, List<float[]> x, TensorShape out) {
        if (operation instanceof Add) {
            return add(in, x, out);
        } else if (operation instanceof Concat) {
            return concat(x, out);
        }
        return arithmetic((Arithmetic) operation, in, x, out);
    }

    private static float[] add(List<TensorShape> in, List<float[]> x, TensorShape out) {
        float[] y = new float[out.elements()];
        for (int i = 0; i < y.length; i++) {
            double sum = 0;
            for (int input = 0; input < x.size(); input++) {
                sum += x.get(input)[spread(i, in.get(input), out)];
            }
            y[i] = (float) sum;
        }
        return y;
    }

    private static float[] arithmetic(
            Arithmetic operation, List<TensorShape> in, List<float[]> x, TensorShape out) {
        float[] y = new float[out.elements()];
        for (int i = 0; i < y.length; i++) {
            double a = x.get(0)[spread(i, in.get(0), out)];
            double b = x.get(1)[spread(i, in.get(1), out)];
            y[i] =
                    (float)
                            switch (operation.operator()) {
                                case SUBTRACT -> a - b;
                                case MULTIPLY -> a * b;
                                case DIVIDE -> a / b;
                                case MAXIMUM -> Math.max(a, b);
                                case MINIMUM -> Math.min(a, b);
                            };
        }
        return y;
    }

    /** The place in an input of the value for one of the output; sizes of 1 are spread. */
    private static int spread(int output, TensorShape in, TensorShape out) {
        int channel = output / out.area();
        int row = output / out.width() % out.height();
        int column = output % out.width();
        return Pixels.at(
                in,
                in.channels() == 1 ? 0 : channel,
                in.height() == 1 ? 0 : row,
                in.width() == 1 ? 0 : column);
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
}
