package org.decnn.operators.engine.nd4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.ValueInfoProto;
import org.decnn.operators.engine.EngineException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/** Makes a program of an ONNX graph: each node becomes steps, each tensor an array. */
final class GraphLoader {

    private final Program program;
    private final Map<String, INDArray> arrays = new HashMap<>();
    private final Map<String, Integer> readers = new HashMap<>();

    private GraphLoader(Program program) {
        this.program = program;
    }

    static GraphProto parse(byte[] onnx) {
        try {
            GraphProto graph = ModelProto.parseFrom(onnx).getGraph();
            if (graph.getOutputCount() > 0) {
                return graph;
            }
        } catch (InvalidProtocolBufferException e) {
            throw noGraph(e);
        }
        throw noGraph(null);
    }

    private static EngineException noGraph(Throwable cause) {
        return new EngineException(
                "ND4J cannot load the graph: it is not ONNX; run 'decnn shard' again", cause);
    }

    /** The element type of a graph's input or output. */
    static org.nd4j.linalg.api.buffer.DataType typeOf(ValueInfoProto value) {
        int onnx = value.getType().getTensorType().getElemType();
        org.nd4j.linalg.api.buffer.DataType type = WireOperators.typeOf(onnx);
        if (type == null) {
            throw new EngineException(
                    "tensor '"
                            + value.getName()
                            + "': the ND4J engine does not support the element type "
                            + DataType.forNumber(onnx)
                            + "; use --engine onnxruntime",
                    null);
        }
        return type;
    }

    /**
     * Adds a graph's nodes to a program.
     *
     * @param inputs of the graph, by name
     * @return all tensors of the graph, by name
     */
    static Map<String, INDArray> load(
            GraphProto graph, Map<String, INDArray> inputs, Program program) {
        GraphLoader loader = new GraphLoader(program);
        loader.arrays.putAll(inputs);
        for (NodeProto node : graph.getNodeList()) {
            node.getInputList().forEach(input -> loader.readers.merge(input, 1, Integer::sum));
        }
        graph.getOutputList()
                .forEach(output -> loader.readers.merge(output.getName(), 1, Integer::sum));
        for (TensorProto initializer : graph.getInitializerList()) {
            // No step writes over it, however few read it.
            loader.readers.merge(initializer.getName(), 1, Integer::sum);
            loader.arrays.put(initializer.getName(), loader.weights(initializer));
        }
        graph.getNodeList().forEach(loader::add);
        return loader.arrays;
    }

    private void add(NodeProto proto) {
        List<INDArray> inputs = new ArrayList<>();
        for (String input : proto.getInputList()) {
            INDArray array = arrays.get(input);
            if (array == null && !input.isEmpty()) {
                throw refused(proto, "its input '" + input + "', which nothing before it gives");
            }
            inputs.add(array);
        }
        Operator operator = Operator.BY_NAME.get(proto.getOpType());
        if (operator == null || !proto.getDomain().isEmpty()) {
            throw refused(proto, "this operator");
        }
        GraphNode node = new GraphNode(proto, inputs, mayOverwriteFirst(proto, inputs));
        List<INDArray> outputs = operator.add(node, program);
        node.requireAttributesRead();
        for (int i = 0; i < outputs.size(); i++) {
            arrays.put(proto.getOutput(i), outputs.get(i));
        }
    }

    private boolean mayOverwriteFirst(NodeProto proto, List<INDArray> inputs) {
        return readers.get(proto.getInput(0)) == 1 && program.owns(inputs.get(0));
    }

    private static EngineException refused(NodeProto proto, String what) {
        return new GraphNode(proto, List.of(), false).refused(what);
    }

    private INDArray weights(TensorProto tensor) {
        long[] shape = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        DataType type = DataType.forNumber(tensor.getDataType());
        if (raw.hasRemaining() && type == DataType.FLOAT) {
            float[] values = new float[raw.remaining() / Float.BYTES];
            raw.asFloatBuffer().get(values);
            return program.constant(values, Memory.shape(shape));
        } else if (raw.hasRemaining() && type == DataType.INT64 && shape.length == 1) {
            long[] values = new long[raw.remaining() / Long.BYTES];
            raw.asLongBuffer().get(values);
            return program.constant(values);
        }
        throw new EngineException(
                "weight '"
                        + tensor.getName()
                        + "': the ND4J engine does not support its type "
                        + type
                        + "; use --engine onnxruntime",
                null);
    }
}
