package org.decnn.rewrite.decouple.refit;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.decnn.model.directory.Port;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.TensorShape;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.onnx.OnnxGraphBuilder;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.engine.OnnxRuntimeEngine;
import org.decnn.operators.engine.ShardSession;

/**
 * What a network's tensors hold for each calibration picture, computed layer after layer by ONNX
 * Runtime and let go when no longer needed.
 */
final class Activations {

    private final Engine engine = new OnnxRuntimeEngine();
    private final Map<String, TensorShape> shapes = new HashMap<>();
    private final Map<String, float[][]> values = new HashMap<>();

    /**
     * @param inputs the network's input, one array a picture
     */
    Activations(TensorShape shape, float[][] inputs) {
        shapes.put(Network.INPUT, shape);
        values.put(Network.INPUT, inputs);
    }

    int pictures() {
        return values.values().iterator().next().length;
    }

    /** One array a picture, in row-major order. */
    float[][] of(String tensor) {
        return values.get(tensor);
    }

    TensorShape shapeOf(String tensor) {
        return shapes.get(tensor);
    }

    void forget(String tensor) {
        values.remove(tensor);
    }

    /** Computes the layer's output from its inputs, which are there. */
    void compute(Layer layer) {
        List<TensorShape> inputShapes = layer.inputs().stream().map(shapes::get).toList();
        TensorShape shape = layer.operation().outputShape(inputShapes);
        OnnxGraphBuilder graph = new OnnxGraphBuilder();
        List<String> inputs = layer.inputs().stream().distinct().toList();
        inputs.forEach(input -> graph.input(input, shapes.get(input), ElementType.FLOAT32));
        byte[] bytes = graph.layer(layer).output(layer.name()).build(layer.name());
        float[][] outputs = new float[pictures()][shape.elements()];
        try (ShardSession session =
                engine.load(
                        bytes,
                        inputs.stream().map(input -> port(input, shapes.get(input))).toList(),
                        List.of(port(layer.name(), shape)))) {
            List<float[][]> from = inputs.stream().map(values::get).toList();
            for (int picture = 0; picture < outputs.length; picture++) {
                for (int input = 0; input < from.size(); input++) {
                    buffer(session.input(input)).put(from.get(input)[picture]);
                }
                session.run();
                buffer(session.output(0)).get(outputs[picture]);
            }
        }
        shapes.put(layer.name(), shape);
        values.put(layer.name(), outputs);
    }

    private static FloatBuffer buffer(java.nio.ByteBuffer bytes) {
        return bytes.clear().asFloatBuffer();
    }

    private static Port port(String name, TensorShape shape) {
        return new Port(name, ElementType.FLOAT32, shape);
    }
}
