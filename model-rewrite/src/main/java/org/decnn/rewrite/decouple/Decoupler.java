package org.decnn.rewrite.decouple;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation.Conv;
import org.decnn.rewrite.decouple.partition.Assignment;
import org.decnn.rewrite.decouple.partition.Problem;

/** X. */
public final class Decoupler {
    private Decoupler() {}

    public static Problem problem(DecoupledForm form) {
        return form.problem(
                layer -> {
                    double[] power = new double[((Conv) layer.operation()).inputs()];
                    Arrays.fill(power, 1);
                    return Energy.of(form.network(), layer, power);
                });
    }

    /** The split convolutions that keep every connection that is not zero. */
    public static Set<String> whole(DecoupledForm form, Assignment assignment) {
        Set<String> whole = new HashSet<>();
        for (Layer layer : form.network().layers()) {
            if (form.isSplit(layer) && keepsAll(form, assignment, layer)) {
                whole.add(layer.name());
            }
        }
        return whole;
    }

    private static boolean keepsAll(DecoupledForm form, Assignment assignment, Layer layer) {
        Conv conv = (Conv) layer.operation();
        int[] inputs = form.read(layer.inputs().get(0), assignment).orElseThrow();
        int[] outputs = form.written(layer.name(), assignment).orElseThrow();
        int groupInputs = inputs.length / form.groups();
        int kernel = conv.weight().rowLength() / conv.inputs();
        for (int slot = 0; slot < outputs.length; slot++) {
            int group = slot / (outputs.length / form.groups());
            Set<Integer> present = new HashSet<>();
            for (int i = 0; i < groupInputs; i++) {
                present.add(inputs[group * groupInputs + i]);
            }
            for (int input = 0; input < conv.inputs(); input++) {
                int from = (outputs[slot] * conv.inputs() + input) * kernel;
                for (int k = from; k < from + kernel; k++) {
                    if (conv.weight().values()[k] != 0 && !present.contains(input)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    public static Network kept(DecoupledForm form, Assignment assignment) {
        return KeptWeights.in(form, assignment);
    }
}
