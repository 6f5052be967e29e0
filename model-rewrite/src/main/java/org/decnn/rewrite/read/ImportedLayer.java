package org.decnn.rewrite.read;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.decnn.model.network.Tensor;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One layer or vertex of a DL4J network.
 *
 * @param configuration DL4J's {@code Layer} or {@code GraphVertex}
 * @param preProcessor what is done to the input first; null where there is nothing
 * @param weights by DL4J's parameter key, in C order
 */
record ImportedLayer(
        String name,
        Object configuration,
        InputPreProcessor preProcessor,
        Map<String, Tensor> weights,
        List<String> inputs) {

    /** The configuration's class, for errors. */
    String type() {
        return configuration.getClass().getSimpleName();
    }

    /** The values of a parameter; none where the layer has no such parameter. */
    float[] values(String key) {
        return weights.containsKey(key) ? weights.get(key).values() : new float[0];
    }

    static Map<String, Tensor> weights(Map<String, INDArray> parameters) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        parameters.forEach(
                (key, array) -> {
                    int[] shape = new int[array.rank()];
                    for (int axis = 0; axis < shape.length; axis++) {
                        shape[axis] = Math.toIntExact(array.size(axis));
                    }
                    weights.put(key, Tensor.of(array.dup('c').data().asFloat(), shape));
                });
        return weights;
    }
}
