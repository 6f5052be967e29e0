package org.decnn.rewrite.decouple;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;
import org.decnn.model.network.WithinGroups.GroupNorm;
import org.decnn.rewrite.decouple.partition.Assignment;

/**
 * The decoupled network with the dense one's weights where its connections allow. A channel is read
 * from one slot of the reader's group; the classifier reads each channel from the mean of its
 * slots.
 */
public final class KeptWeights {

    private final DecoupledForm form;
    private final Assignment assignment;

    private KeptWeights(DecoupledForm form, Assignment assignment) {
        this.form = form;
        this.assignment = assignment;
    }

    /** Layers keep their names; a shuffle is named after the tensor that it shuffles. */
    public static Network in(DecoupledForm form, Assignment assignment) {
        return new KeptWeights(form, assignment).network();
    }

    private Network network() {
        Network dense = form.network();
        ShufflePlan shuffles = form.shuffles();
        List<Layer> layers = new ArrayList<>();
        for (Layer layer : dense.layers()) {
            layers.add(
                    new Layer(
                            layer.name(),
                            operation(layer),
                            layer.inputs().stream().map(shuffles::readName).toList()));
            if (shuffles.isShuffled(layer.name())) {
                Stream stream = form.streams().of(layer.name()).orElseThrow();
                layers.add(
                        Layer.of(
                                shuffles.readName(layer.name()),
                                form.placesOf(stream).shuffleOf(shuffles.viewOf(layer.name())),
                                layer.name()));
            }
        }
        return new Network(dense.name(), dense.input(), layers, dense.output());
    }

    private Operation operation(Layer layer) {
        Optional<int[]> inputs = form.read(layer.inputs().get(0), assignment);
        Optional<int[]> outputs = form.written(layer.name(), assignment);
        if (layer.operation() instanceof Conv conv && outputs.isPresent()) {
            return inputs.isPresent()
                    ? grouped(conv, inputs.get(), outputs.get())
                    : new Conv(
                            1,
                            conv.window(),
                            conv.weight().rows(outputs.get()),
                            picked(conv.bias(), outputs.get()));
        }
        if (layer.operation() instanceof PerChannel each && outputs.isPresent()) {
            int channels = form.network().shapeOf(layer.name()).channels();
            return each.on(features(outputs.get(), channels, layer.name()));
        }
        if (layer.operation() instanceof GroupNorm each && outputs.isPresent()) {
            // A group a channel: no other is taken in.
            return each.on(features(outputs.get(), each.groups(), layer.name()));
        }
        if (layer.operation() instanceof Linear linear && inputs.isPresent()) {
            return summed(
                    linear,
                    inputs.get(),
                    features(inputs.get(), linear.weight().dim(1), layer.inputs().get(0)));
        }
        return layer.operation();
    }

    private Conv grouped(Conv conv, int[] inputs, int[] outputs) {
        int groupInputs = inputs.length / form.groups();
        int groupOutputs = outputs.length / form.groups();
        int kernel = conv.weight().dim(2) * conv.weight().dim(3);
        float[] weight = new float[outputs.length * groupInputs * kernel];
        for (int output = 0; output < outputs.length; output++) {
            int first = output / groupOutputs * groupInputs;
            for (int i = 0; i < groupInputs; i++) {
                if (isFirst(inputs, first, first + i)) {
                    System.arraycopy(
                            conv.weight().values(),
                            (outputs[output] * conv.weight().dim(1) + inputs[first + i]) * kernel,
                            weight,
                            (output * groupInputs + i) * kernel,
                            kernel);
                }
            }
        }
        return new Conv(
                form.groups(),
                conv.window(),
                Tensor.of(
                        weight,
                        outputs.length,
                        groupInputs,
                        conv.weight().dim(2),
                        conv.weight().dim(3)),
                picked(conv.bias(), outputs));
    }

    /** Whether no slot of the group before this one holds the same channel. */
    private static boolean isFirst(int[] channels, int from, int slot) {
        for (int other = from; other < slot; other++) {
            if (channels[other] == channels[slot]) {
                return false;
            }
        }
        return true;
    }

    private static Linear summed(Linear linear, int[] slots, int[] features) {
        int[] count = new int[Arrays.stream(slots).max().orElse(0) + 1];
        for (int channel : slots) {
            count[channel]++;
        }
        int area = features.length / slots.length;
        Tensor weight = linear.weight().columns(features);
        for (int i = 0; i < weight.values().length; i++) {
            weight.values()[i] /= count[slots[i % features.length / area]];
        }
        return new Linear(weight, linear.bias());
    }

    /** Indices of the values that belong to each slot, where a feature map may be flattened. */
    private int[] features(int[] slots, int features, String tensor) {
        int area = features / form.streams().of(tensor).orElseThrow().channels();
        int[] indices = new int[slots.length * area];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = slots[i / area] * area + i % area;
        }
        return indices;
    }

    private static float[] picked(float[] values, int[] indices) {
        if (values.length == 0) {
            return values;
        }
        float[] picked = new float[indices.length];
        for (int i = 0; i < indices.length; i++) {
            picked[i] = values[indices[i]];
        }
        return picked;
    }
}
