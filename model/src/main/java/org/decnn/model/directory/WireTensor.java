package org.decnn.model.directory;

import java.util.List;
import org.decnn.model.network.TensorShape;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.onnx.OnnxGraphBuilder;

/**
 * An fp32 tensor of a graph as it passes from one graph to another.
 *
 * @param name in the graph
 * @param wire what it is sent as
 */
record WireTensor(String name, TensorShape shape, ElementType wire) {

    /** The graph inputs or outputs that stand for it. In eight bits it has its own scale. */
    List<Port> ports() {
        return switch (wire) {
            case FLOAT32 -> List.of(new Port(name, wire, shape));
            case FLOAT16 -> List.of(new Port(values(), wire, shape));
            case UINT8 ->
                    List.of(
                            new Port(values(), wire, shape),
                            new Port(scale(), ElementType.FLOAT32, TensorShape.SCALAR),
                            new Port(zeroPoint(), ElementType.UINT8, TensorShape.SCALAR));
        };
    }

    /** Adds the graph's inputs, and what makes the tensor of them. */
    void receive(OnnxGraphBuilder onnx) {
        ports().forEach(port -> onnx.input(port.name(), port.shape(), port.type()));
        if (wire == ElementType.FLOAT16) {
            onnx.cast(values(), ElementType.FLOAT32, name);
        } else if (wire == ElementType.UINT8) {
            onnx.dequantize(values(), scale(), zeroPoint(), name);
        }
    }

    /** Adds what is made of the tensor, and the graph's outputs. */
    void send(OnnxGraphBuilder onnx) {
        if (wire == ElementType.FLOAT16) {
            onnx.cast(name, ElementType.FLOAT16, values());
        } else if (wire == ElementType.UINT8) {
            onnx.quantize(name, values(), scale(), zeroPoint());
        }
        ports().forEach(port -> onnx.output(port.name()));
    }

    private String values() {
        return name + ":" + wire.label();
    }

    private String scale() {
        return values() + "/scale";
    }

    private String zeroPoint() {
        return values() + "/zero-point";
    }
}
