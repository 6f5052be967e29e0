package org.decnn.benchmarks.lab;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.nd4j.shade.protobuf.ByteString;

/**
 * A float32 ONNX graph with QuantizeLinear and DequantizeLinear around what can be computed in
 * eight bits, from which ONNX Runtime makes operators on integers. Weights are int8, symmetric, one
 * scale an output channel; activations uint8, one scale and zero point a tensor, of the range that
 * they were seen in. Batch norm must be folded already. Not thread-safe.
 */
final class QuantisedGraph {

    /** Their first input times weights. */
    private static final Set<String> WEIGHTED = Set.of("Conv", "Gemm");

    private static final Set<String> COMPUTED =
            Set.of("Conv", "Gemm", "Add", "Sum", "GlobalAveragePool");

    /** Their output is some of their input, so it has that one's scale. */
    private static final Set<String> PASSED = Set.of("MaxPool", "Flatten", "Reshape", "Squeeze");

    /**
     * What values a tensor has.
     *
     * @param min no more than 0
     * @param max no less than 0
     */
    record Range(float min, float max) {

        Range {
            min = Math.min(min, 0);
            max = Math.max(max, 0);
        }

        Range and(Range other) {
            return new Range(Math.min(min, other.min), Math.max(max, other.max));
        }

        float scale() {
            return max > min ? (max - min) / 255 : 1;
        }

        int zeroPoint() {
            return Math.round(-min / scale());
        }
    }

    private final GraphProto graph;
    private final Map<String, TensorProto> constants;
    private final GraphProto.Builder out;
    private final Map<String, Range> ranges = new HashMap<>();

    /** By tensor, the name under which what reads it gets it. */
    private final Map<String, String> readAs = new HashMap<>();

    private QuantisedGraph(GraphProto graph, Map<String, Range> ranges) {
        this.graph = graph;
        this.constants =
                graph.getInitializerList().stream()
                        .collect(Collectors.toMap(TensorProto::getName, one -> one));
        this.out = graph.toBuilder().clearNode().clearInitializer();
        this.ranges.putAll(ranges);
    }

    /** Names of the tensors whose range has to be known. */
    static Set<String> activations(ModelProto model) {
        GraphProto graph = model.getGraph();
        Set<String> constants =
                graph.getInitializerList().stream()
                        .map(TensorProto::getName)
                        .collect(Collectors.toSet());
        Set<String> names = new LinkedHashSet<>();
        for (NodeProto node : graph.getNodeList()) {
            if (COMPUTED.contains(node.getOpType())) {
                int read = WEIGHTED.contains(node.getOpType()) ? 1 : node.getInputCount();
                names.addAll(node.getInputList().subList(0, read));
                names.add(outputOf(graph, node));
            }
        }
        names.removeAll(constants);
        graph.getOutputList().forEach(output -> names.remove(output.getName()));
        return names;
    }

    /** A node's output, or that of the Relu behind it if nothing else reads it. */
    private static String outputOf(GraphProto graph, NodeProto node) {
        String output = node.getOutput(0);
        List<NodeProto> readers =
                graph.getNodeList().stream()
                        .filter(one -> one.getInputList().contains(output))
                        .toList();
        return readers.size() == 1 && readers.get(0).getOpType().equals("Relu")
                ? readers.get(0).getOutput(0)
                : output;
    }

    /**
     * @param ranges of the tensors that {@link #activations} names
     */
    static ModelProto of(ModelProto model, Map<String, Range> ranges) {
        QuantisedGraph quantised = new QuantisedGraph(model.getGraph(), ranges);
        quantised.write();
        return model.toBuilder().setGraph(quantised.out).build();
    }

    private void write() {
        Set<String> weights = new LinkedHashSet<>();
        for (NodeProto node : graph.getNodeList()) {
            String operator = node.getOpType();
            String output = node.getOutput(0);
            if (PASSED.contains(operator) && ranges.containsKey(node.getInput(0))) {
                ranges.put(output, ranges.get(node.getInput(0)));
            }
            NodeProto.Builder copy = node.toBuilder().clearInput();
            node.getInputList().forEach(input -> copy.addInput(readAs.getOrDefault(input, input)));
            if (WEIGHTED.contains(operator) && ranges.containsKey(node.getInput(0))) {
                weights.addAll(node.getInputList().subList(1, node.getInputCount()));
                quantiseWeights(node, copy);
            }
            Range range = ranges.get(output);
            if (operator.equals("Relu") && range != null && range.zeroPoint() == 0) {
                // What is below 0 becomes 0 when it is put in eight bits.
                quantise(node.getInput(0), output, range);
                continue;
            }
            out.addNode(copy);
            boolean isAnswer =
                    graph.getOutputList().stream().anyMatch(one -> one.getName().equals(output));
            if (range != null && !isAnswer) {
                quantise(output, output, range);
            }
        }
        graph.getInitializerList().stream()
                .filter(one -> !weights.contains(one.getName()))
                .forEach(out::addInitializer);
    }

    /** Puts a tensor into eight bits and back again; readers of {@code name} get the result. */
    private void quantise(String tensor, String name, Range range) {
        String scale = name + "/scale";
        String zero = name + "/zero";
        out.addInitializer(floats(scale, new long[0], range.scale()));
        out.addInitializer(
                bytes(zero, TensorProto.DataType.UINT8, new long[0], (byte) range.zeroPoint()));
        out.addNode(node("QuantizeLinear", name + "/8", tensor, scale, zero));
        out.addNode(node("DequantizeLinear", name + "/float", name + "/8", scale, zero));
        readAs.put(name, name + "/float");
    }

    private void quantiseWeights(NodeProto node, NodeProto.Builder copy) {
        TensorProto weight = constants.get(node.getInput(1));
        float[] values = valuesOf(weight);
        int channels = (int) weight.getDims(0);
        float[] scales = new float[channels];
        byte[] quantised = new byte[values.length];
        int each = values.length / channels;
        for (int channel = 0; channel < channels; channel++) {
            float greatest = 0;
            for (int i = 0; i < each; i++) {
                greatest = Math.max(greatest, Math.abs(values[channel * each + i]));
            }
            scales[channel] = greatest > 0 ? greatest / 127 : 1;
            for (int i = 0; i < each; i++) {
                int at = channel * each + i;
                quantised[at] = (byte) Math.round(values[at] / scales[channel]);
            }
        }
        long[] dims = weight.getDimsList().stream().mapToLong(Long::longValue).toArray();
        String name = node.getName() + "/weight";
        out.addInitializer(bytes(name + "/8", TensorProto.DataType.INT8, dims, quantised));
        out.addInitializer(floats(name + "/scale", new long[] {channels}, scales));
        out.addInitializer(
                bytes(
                        name + "/zero",
                        TensorProto.DataType.INT8,
                        new long[] {channels},
                        new byte[channels]));
        out.addNode(perChannel(name, "/8", "/zero"));
        copy.setInput(1, name + "/float");
        if (node.getInputCount() > 2) {
            quantiseBias(node, copy, scales);
        }
    }

    /** In 32 bits, of the scale of the sums that it is added to. */
    private void quantiseBias(NodeProto node, NodeProto.Builder copy, float[] weightScales) {
        float[] bias = valuesOf(constants.get(node.getInput(2)));
        float input = ranges.get(node.getInput(0)).scale();
        float[] scales = new float[bias.length];
        ByteBuffer sums = ByteBuffer.allocate(4 * bias.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < bias.length; i++) {
            scales[i] = input * weightScales[i];
            sums.putInt(Math.round(bias[i] / scales[i]));
        }
        String name = node.getName() + "/bias";
        long[] dims = {bias.length};
        out.addInitializer(bytes(name + "/32", TensorProto.DataType.INT32, dims, sums.array()));
        out.addInitializer(floats(name + "/scale", dims, scales));
        out.addInitializer(
                bytes(name + "/zero", TensorProto.DataType.INT32, dims, new byte[4 * bias.length]));
        out.addNode(perChannel(name, "/32", "/zero"));
        copy.setInput(2, name + "/float");
    }

    private static NodeProto.Builder perChannel(String name, String values, String zero) {
        return node(
                        "DequantizeLinear",
                        name + "/float",
                        name + values,
                        name + "/scale",
                        name + zero)
                .addAttribute(
                        AttributeProto.newBuilder()
                                .setName("axis")
                                .setType(AttributeProto.AttributeType.INT)
                                .setI(0));
    }

    private static NodeProto.Builder node(String operator, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .setName(output)
                .addAllInput(List.of(inputs))
                .addOutput(output);
    }

    private static float[] valuesOf(TensorProto tensor) {
        if (tensor.getFloatDataCount() > 0) {
            float[] values = new float[tensor.getFloatDataCount()];
            for (int i = 0; i < values.length; i++) {
                values[i] = tensor.getFloatData(i);
            }
            return values;
        }
        float[] values = new float[tensor.getRawData().size() / 4];
        tensor.getRawData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    private static TensorProto floats(String name, long[] dims, float... values) {
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return bytes(name, TensorProto.DataType.FLOAT, dims, raw.array());
    }

    private static TensorProto bytes(
            String name, TensorProto.DataType type, long[] dims, byte... raw) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
        for (long dim : dims) {
            tensor.addDims(dim);
        }
        return tensor.setRawData(ByteString.copyFrom(raw)).build();
    }
}
