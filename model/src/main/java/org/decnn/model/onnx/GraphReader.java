package org.decnn.model.onnx;

import static java.util.Map.entry;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;
import org.decnn.model.network.Network;
import org.decnn.model.network.TensorShape;
import org.decnn.model.onnx.Value.Activation;
import org.decnn.model.onnx.Value.Constant;

/**
 * Reads a graph node after node, keeping what each name stands for. Nodes that the output does not
 * need are passed over.
 */
final class GraphReader {

    private static final Map<String, OperatorReader> OPERATORS =
            Map.ofEntries(
                    entry("Conv", FeatureMapOperators::conv),
                    entry("BatchNormalization", FeatureMapOperators::batchNormalization),
                    entry("LRN", FeatureMapOperators::lrn),
                    entry("MaxPool", FeatureMapOperators::maxPool),
                    entry("AveragePool", FeatureMapOperators::averagePool),
                    entry("GlobalAveragePool", FeatureMapOperators::globalAveragePool),
                    entry("ReduceMean", FeatureMapOperators::reduceMean),
                    entry("Pad", FeatureMapOperators::pad),
                    entry("Relu", CommonOperators::relu),
                    entry("Clip", CommonOperators::clip),
                    entry("Identity", CommonOperators::identity),
                    entry("Dropout", CommonOperators::identity),
                    entry("Cast", CommonOperators::cast),
                    entry("Add", CommonOperators::add),
                    entry("Sum", CommonOperators::add),
                    entry("Concat", CommonOperators::concat),
                    entry("Gather", CommonOperators::gather),
                    entry("Gemm", CommonOperators::gemm),
                    entry("MatMul", CommonOperators::matMul),
                    entry("Softmax", CommonOperators::softmax),
                    entry("Reshape", AxisOperators::reshape),
                    entry("Flatten", AxisOperators::reshape),
                    entry("Squeeze", AxisOperators::reshape),
                    entry("Unsqueeze", AxisOperators::reshape),
                    entry("Transpose", AxisOperators::transpose));

    private final OnnxFile file;
    private final Map<String, TensorProto> initializers = new HashMap<>();
    private final Map<String, Value> values = new HashMap<>();

    /** The names that the output depends on. */
    private final Set<String> needed = new HashSet<>();

    private final LayerList layers = new LayerList();

    GraphReader(OnnxFile file) {
        this.file = file;
        for (TensorProto initializer : file.graph().getInitializerList()) {
            initializers.put(initializer.getName(), initializer);
        }
    }

    Network read(OptionalInt inputSize) {
        String output = output();
        List<NodeProto> nodes = nodesFor(output);
        ValueInfoProto input = input();
        TensorShape shape = GraphInput.shape(file, input, inputSize);
        values.put(input.getName(), LayerList.input(shape));
        for (NodeProto node : nodes) {
            values.put(node.getOutput(0), read(node));
        }
        if (values.get(output) instanceof Activation activation && activation.isWhole()) {
            return layers.network(file.networkName(), shape, activation);
        }
        throw file.error(
                "its output '%s' is not what a layer gives; export the network with its class"
                        + " scores as output",
                output);
    }

    private String output() {
        List<String> outputs =
                file.graph().getOutputList().stream().map(ValueInfoProto::getName).toList();
        if (outputs.size() > 1) {
            throw file.error(
                    "it has the outputs %s; export the network with one of them", quoted(outputs));
        }
        return outputs.get(0);
    }

    /** The nodes that a tensor depends on, in the file's order. */
    private List<NodeProto> nodesFor(String output) {
        Map<String, NodeProto> producers = new HashMap<>();
        for (NodeProto node : file.graph().getNodeList()) {
            node.getOutputList().forEach(tensor -> producers.put(tensor, node));
        }
        Deque<String> open = new ArrayDeque<>(List.of(output));
        while (!open.isEmpty()) {
            String tensor = open.pop();
            if (!tensor.isEmpty() && needed.add(tensor) && producers.containsKey(tensor)) {
                open.addAll(producers.get(tensor).getInputList());
            }
        }
        return file.graph().getNodeList().stream()
                .filter(node -> node.getOutputList().stream().anyMatch(needed::contains))
                .toList();
    }

    /** The one input that nodes read and the file has no value for. */
    private ValueInfoProto input() {
        List<ValueInfoProto> inputs =
                file.graph().getInputList().stream()
                        .filter(input -> !initializers.containsKey(input.getName()))
                        .filter(input -> needed.contains(input.getName()))
                        .toList();
        if (inputs.isEmpty()) {
            throw file.error("its output depends on no input; export the network again");
        }
        if (inputs.size() > 1) {
            throw file.error(
                    "it has the inputs %s; export the network with one image as input and with"
                            + " its weights in the file",
                    quoted(inputs.stream().map(ValueInfoProto::getName).toList()));
        }
        return inputs.get(0);
    }

    private Value read(NodeProto proto) {
        List<Optional<Value>> inputs = new ArrayList<>();
        for (String name : proto.getInputList()) {
            inputs.add(name.isEmpty() ? Optional.empty() : Optional.of(value(name, proto)));
        }
        Node node = new Node(file, proto, inputs);
        try {
            Optional<Constant> constant = ConstantFolder.fold(node);
            Value value = constant.isPresent() ? constant.get() : reader(node).read(node, layers);
            node.requireAttributesRead();
            requireOneOutput(node);
            return value;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw node.error("%s; check the network and export it again", e.getMessage());
        }
    }

    private static OperatorReader reader(Node node) {
        String domain = node.proto().getDomain();
        OperatorReader reader = OPERATORS.get(node.operator());
        if (reader == null || !(domain.isEmpty() || domain.equals("ai.onnx"))) {
            throw node.error(
                    "this operator is not supported; supported are %s",
                    String.join(", ", new TreeSet<>(OPERATORS.keySet())));
        }
        return reader;
    }

    private void requireOneOutput(Node node) {
        for (String output : node.proto().getOutputList().stream().skip(1).toList()) {
            if (needed.contains(output)) {
                throw node.error(
                        "its output '%s' is read; only its first output is supported", output);
            }
        }
    }

    private Value value(String name, NodeProto reader) {
        Value value = values.get(name);
        if (value == null && initializers.containsKey(name)) {
            value = TensorDecoder.decode(file, initializers.get(name));
            values.put(name, value);
        }
        if (value == null) {
            throw file.error(
                    "%s: it reads '%s', which is neither a weight in the file nor given by an"
                            + " earlier node; export the network with its weights",
                    Node.described(reader), name);
        }
        return value;
    }

    private static String quoted(List<String> names) {
        return names.stream()
                .limit(8)
                .map(name -> "'" + name + "'")
                .collect(Collectors.joining(", ", "", names.size() > 8 ? ", …" : ""));
    }
}
