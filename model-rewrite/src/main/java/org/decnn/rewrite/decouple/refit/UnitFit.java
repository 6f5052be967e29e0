package org.decnn.rewrite.decouple.refit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.decnn.model.network.Layer;
import org.decnn.model.network.PerChannel.BatchNorm;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;
import org.decnn.model.network.Window;
import org.decnn.rewrite.decouple.refit.Unit.Branch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Refits one unit, group after group, and puts the new weights into the network's layers. */
final class UnitFit {

    /** Below this share of the layer's largest scale a batch norm's channel is as good as dead. */
    private static final float LEAST_SCALE = 1e-3f;

    /** A branch's weights as a matrix with one column an output, multiplied by its batch norm. */
    private record Part(
            Branch branch, Conv conv, BatchNorm norm, String input, float[] scales, int column) {

        int rowLength() {
            return conv.weight().rowLength();
        }
    }

    /** A group's weights, {@code [features, outputs]}, and their squared errors. */
    private record GroupFit(
            INDArray kept, INDArray fitted, double before, double after, double spread) {}

    private final Unit unit;
    private final Map<String, Layer> layers;
    private final Activations rewritten;
    private final List<Part> parts = new ArrayList<>();
    private final int columns;
    private final int groups;
    private final int outputs;

    UnitFit(Unit unit, Map<String, Layer> layers, Activations rewritten) {
        this.unit = unit;
        this.layers = layers;
        this.rewritten = rewritten;
        int column = 0;
        for (Branch branch : unit.branches()) {
            Layer layer = layers.get(branch.weighted());
            Conv conv = asConv(layer);
            BatchNorm norm =
                    branch.norm().map(it -> (BatchNorm) layers.get(it).operation()).orElse(null);
            Part part =
                    new Part(branch, conv, norm, layer.inputs().get(0), scales(conv, norm), column);
            parts.add(part);
            column += part.rowLength();
        }
        columns = column + 1;
        groups = parts.get(0).conv().groups();
        outputs = parts.get(0).conv().outputs();
    }

    /** How many values an output is computed from, the constant included. */
    int features() {
        return columns;
    }

    /** A linear layer is a convolution of one pixel. */
    private static Conv asConv(Layer layer) {
        if (layer.operation() instanceof Linear linear) {
            Tensor weight = linear.weight();
            return new Conv(
                    1,
                    Window.square(1, 1, 0),
                    Tensor.of(weight.values(), weight.dim(0), weight.dim(1), 1, 1),
                    linear.bias());
        }
        return (Conv) layer.operation();
    }

    private static float[] scales(Conv conv, BatchNorm norm) {
        float[] scales = new float[conv.outputs()];
        float largest = 0;
        for (int output = 0; output < scales.length; output++) {
            scales[output] = norm == null ? 1 : norm.scale(output);
            largest = Math.max(largest, Math.abs(scales[output]));
        }
        for (int output = 0; output < scales.length; output++) {
            if (Math.abs(scales[output]) < LEAST_SCALE * largest) {
                scales[output] = Math.copySign(LEAST_SCALE * largest, scales[output]);
            }
        }
        return scales;
    }

    /**
     * Refits the unit where that lowers its error, which is the squared error of what its
     * activation lets through, as a share of the target's variance.
     *
     * @param target the original's tensor
     * @param channels the original channel in each slot of it
     * @param strength of the ridge, 0 to choose it by held-out error
     */
    Errors fit(float[][] target, int[] channels, Sample sample, double strength) {
        List<GroupFit> fits =
                IntStream.range(0, groups)
                        .parallel()
                        .mapToObj(group -> fit(group, target, channels, sample, strength))
                        .toList();
        put(fits);
        double spread = fits.stream().mapToDouble(GroupFit::spread).sum();
        return new Errors(
                share(fits.stream().mapToDouble(GroupFit::before).sum(), spread),
                share(fits.stream().mapToDouble(GroupFit::after).sum(), spread));
    }

    private static double share(double error, double spread) {
        return error / Math.max(spread, Double.MIN_NORMAL);
    }

    private GroupFit fit(
            int group, float[][] target, int[] channels, Sample sample, double strength) {
        int groupOutputs = outputs / groups;
        int[] slots = IntStream.range(group * groupOutputs, (group + 1) * groupOutputs).toArray();
        float[] targets = new float[sample.rows() * groupOutputs];
        sample.add(target, Arrays.stream(slots).map(slot -> channels[slot]).toArray(), targets);
        float[] others = new float[targets.length];
        for (String other : unit.others()) {
            sample.add(rewritten.of(other), slots, others);
        }
        try (Regression regression =
                new Regression(features(group, sample), others, targets, unit.rectified())) {
            INDArray kept = weights(slots);
            INDArray weights = regression.fit(kept, strength);
            double before = regression.error(kept);
            double after = regression.error(weights);
            double spread = regression.spread();
            return after < before
                    ? new GroupFit(kept, weights, before, after, spread)
                    : new GroupFit(kept, kept, before, before, spread);
        }
    }

    private INDArray features(int group, Sample sample) {
        float[] matrix = new float[Math.multiplyExact(sample.rows(), columns)];
        for (int row = 0; row < sample.rows(); row++) {
            matrix[(row + 1) * columns - 1] = 1;
        }
        for (Part part : parts) {
            TensorShape shape = rewritten.shapeOf(part.input());
            int inputs = part.conv().weight().dim(1);
            sample.addPatches(
                    rewritten.of(part.input()),
                    shape,
                    part.conv().window(),
                    group * inputs,
                    inputs,
                    matrix,
                    part.column(),
                    columns);
        }
        return Nd4j.createFromArray(matrix).reshape(sample.rows(), columns);
    }

    /** The weights of some outputs as they are, {@code [features, outputs]}. */
    private INDArray weights(int[] slots) {
        double[][] weights = new double[columns][slots.length];
        for (int i = 0; i < slots.length; i++) {
            for (Part part : parts) {
                double scale = part.norm() == null ? 1 : part.norm().scale(slots[i]);
                for (int j = 0; j < part.rowLength(); j++) {
                    weights[part.column() + j][i] =
                            scale * part.conv().weight().values()[slots[i] * part.rowLength() + j];
                }
                weights[columns - 1][i] += shift(part, slots[i]);
            }
        }
        return Nd4j.createFromArray(weights);
    }

    private static double shift(Part part, int slot) {
        return part.norm() == null
                ? part.conv().bias(slot)
                : part.conv().bias(slot) * (double) part.norm().scale(slot)
                        + part.norm().shift(slot);
    }

    private void put(List<GroupFit> fits) {
        int groupOutputs = outputs / groups;
        for (int branch = 0; branch < parts.size(); branch++) {
            Part part = parts.get(branch);
            boolean first = branch == 0;
            float[] weight = part.conv().weight().values().clone();
            float[] bias = part.conv().bias().clone();
            if (first && part.norm() == null && bias.length == 0) {
                bias = new float[outputs];
            }
            BatchNorm norm = part.norm() == null ? null : copy(part.norm());
            for (int output = 0; output < outputs; output++) {
                GroupFit fit = fits.get(output / groupOutputs);
                if (fit.fitted() == fit.kept()) {
                    continue;
                }
                int column = output % groupOutputs;
                float scale = part.scales()[output];
                for (int j = 0; j < part.rowLength(); j++) {
                    weight[output * part.rowLength() + j] =
                            (float) (fit.fitted().getDouble(part.column() + j, column) / scale);
                }
                // The first branch has what the regression adds to all branches' shifts.
                double more =
                        first
                                ? fit.fitted().getDouble(columns - 1, column)
                                        - fit.kept().getDouble(columns - 1, column)
                                : 0;
                double shift = shift(part, output) + more;
                if (norm != null) {
                    rescale(norm, output, scale, shift - part.conv().bias(output) * scale);
                } else if (first) {
                    bias[output] = (float) shift;
                }
            }
            replace(part, Tensor.of(weight, part.conv().weight().shape()), bias, norm);
        }
    }

    private void replace(Part part, Tensor weight, float[] bias, BatchNorm norm) {
        Layer layer = layers.get(part.branch().weighted());
        boolean linear = layer.operation() instanceof Linear;
        layers.put(
                layer.name(),
                new Layer(
                        layer.name(),
                        linear
                                ? new Linear(
                                        Tensor.of(weight.values(), weight.dim(0), weight.dim(1)),
                                        bias)
                                : new Conv(groups, part.conv().window(), weight, bias),
                        layer.inputs()));
        if (norm != null) {
            String name = part.branch().norm().orElseThrow();
            layers.put(name, new Layer(name, norm, layers.get(name).inputs()));
        }
    }

    private static BatchNorm copy(BatchNorm norm) {
        return new BatchNorm(
                norm.gamma().clone(),
                norm.beta().clone(),
                norm.mean().clone(),
                norm.variance().clone(),
                norm.epsilon());
    }

    /** Gives a channel of a batch norm the given scale and shift, by its gamma and beta. */
    static void rescale(BatchNorm norm, int channel, double scale, double shift) {
        norm.gamma()[channel] =
                (float) (scale * Math.sqrt((double) norm.variance()[channel] + norm.epsilon()));
        norm.beta()[channel] = (float) (shift + norm.mean()[channel] * scale);
    }
}
