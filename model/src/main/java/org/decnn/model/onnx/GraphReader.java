package org.decnn.model.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;
import org.decnn.model.network.AffineFolding;
import org.decnn.model.network.Network;
import org.decnn.model.onnx.Value.Activation;
import org.decnn.model.onnx.Value.Constant;

/**
 * Reads a graph node after node, keeping what each name stands for. Nodes that the output does not
 * need are passed over.
 */
final class GraphReader {

    private final OnnxFile file;
    private final Map<String, TensorProto> initializers = new HashMap<>();
    private final Map<String, Value> values = new HashMap<>();
    private final LayerList layers;
    private final ConstantBudget constants;

    GraphReader(OnnxFile file) {
        this.file = file;
        this.constants = new ConstantBudget();
        this.layers = new LayerList();
        addInitializers(file.graph());
    }

    /** A graph within a node, which sees what the graph around it knows. */
    private GraphReader(GraphReader outer, GraphProto inner) {
        this.file = outer.file;
        this.layers = outer.layers;
        this.constants = outer.constants;
        initializers.putAll(outer.initializers);
        values.putAll(outer.values);
        addInitializers(inner);
    }

    private void addInitializers(GraphProto graph) {
        for (TensorProto initializer : graph.getInitializerList()) {
            initializers.put(initializer.getName(), initializer);
        }
        if (graph.getSparseInitializerCount() > 0) {
            throw file.error("it has sparse weights; export the network with dense ones");
        }
    }

    Network read(ReadOptions options) {
        try {
            return network(options);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw file.error("%s; check the network and export it again", e.getMessage());
        } catch (OutOfMemoryError e) {
            throw file.error("it does not fit the memory; give Java more (-Xmx)");
        }
    }

    private Network network(ReadOptions options) {
        String output = output(options);
        GraphNodes needed = GraphNodes.of(file, file.graph(), List.of(output));
        if (options.output().isPresent() && !needed.gives(output)) {
            throw file.error(
                    "it has no tensor '%s'; its outputs are %s", output, quoted(outputs()));
        }
        List<NodeProto> nodes = needed.ordered();
        ValueInfoProto input = input(needed);
        Activation picture = GraphInput.of(file, input, options, new InputUse(nodes, initializers));
        values.put(input.getName(), picture);
        read(nodes, needed);
        return AffineFolding.in(
                layers.network(file.networkName(), picture.shape(), answer(output, nodes)));
    }

    private void read(List<NodeProto> nodes, GraphNodes needed) {
        for (NodeProto node : nodes) {
            List<Value> given = read(node);
            for (int i = 0; i < node.getOutputCount(); i++) {
                String output = node.getOutput(i);
                if (i < given.size()) {
                    values.put(output, given.get(i));
                } else if (needed.needs(output)) {
                    throw file.error(
                            "%s: its output '%s' is read; only its first output is supported",
                            Node.described(node), output);
                }
            }
        }
    }

    /** The output as a layer gives it. */
    private Activation answer(String output, List<NodeProto> nodes) {
        if (values.get(output) instanceof Activation activation) {
            NodeProto last =
                    nodes.stream()
                            .filter(n -> n.getOutputList().contains(output))
                            .findFirst()
                            .get();
            Node node = new Node(file, last, List.of());
            Axes axes = activation.axes();
            if (axes.equals(Axes.of(activation.shape()))) {
                return activation;
            }
            Optional<Activation> map = Views.featureMap(node, activation, layers);
            long along = axes.all().stream().filter(axis -> !axes.axis(axis).isEmpty()).count();
            if (map.isPresent() || along <= 1) {
                return map.orElseGet(() -> Views.vector(node, activation, layers));
            }
            throw node.error(
                    "its output '%s' is seen as %s, %s; export the network with class scores [N,"
                            + " classes] as output",
                    output, activation.dims(), axes);
        }
        throw file.error(
                "its output '%s' is not what a layer gives; export the network with its class"
                        + " scores as output",
                output);
    }

    private List<String> outputs() {
        return file.graph().getOutputList().stream().map(ValueInfoProto::getName).toList();
    }

    private String output(ReadOptions options) {
        if (options.output().isPresent()) {
            return options.output().get();
        }
        if (outputs().size() > 1) {
            throw file.error(
                    "it has the outputs %s; name one of them with --output", quoted(outputs()));
        }
        return outputs().get(0);
    }

    /** The one input that nodes read and the file has no value for. */
    private ValueInfoProto input(GraphNodes needed) {
        List<ValueInfoProto> inputs =
                file.graph().getInputList().stream()
                        .filter(input -> !initializers.containsKey(input.getName()))
                        .filter(input -> needed.needs(input.getName()))
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

    private List<Value> read(NodeProto proto) {
        List<Optional<Value>> inputs = new ArrayList<>();
        for (String name : proto.getInputList()) {
            inputs.add(name.isEmpty() ? Optional.empty() : Optional.of(value(name, proto)));
        }
        Node given = new Node(file, proto, inputs);
        try {
            Node node =
                    Operators.spreads(proto.getOpType()) ? given : Spreads.spreadOut(given, layers);
            List<Value> read = read(node);
            node.requireAttributesRead();
            return read;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw given.error("%s; check the network and export it again", e.getMessage());
        }
    }

    private List<Value> read(Node node) {
        if (!Operators.isOnnx(node.proto().getDomain())) {
            throw Refusals.ofDomain(node);
        }
        if (node.operator().equals("If") && node.isConstant(0)) {
            return branch(node);
        }
        Optional<Constant> constant = ConstantFolder.fold(node);
        if (constant.isEmpty()) {
            return Operators.read(node, layers);
        }
        constants.compute(node, constant.get());
        return List.of(constant.get());
    }

    /** What the branch gives that is always taken. */
    private List<Value> branch(Node node) {
        String taken = node.single(0) != 0 ? "then_branch" : "else_branch";
        GraphProto graph =
                node.graphAttribute(taken)
                        .orElseThrow(
                                () ->
                                        node.error(
                                                "its branch %s is missing; export the network"
                                                        + " again",
                                                taken));
        node.ignore("then_branch", "else_branch");
        List<String> outputs = graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
        GraphReader inner = new GraphReader(this, graph);
        GraphNodes needed = GraphNodes.of(file, graph, outputs);
        inner.read(needed.ordered(), needed);
        return outputs.stream().map(output -> inner.value(output, node.proto())).toList();
    }

    private Value value(String name, NodeProto reader) {
        Value value = values.get(name);
        if (value == null && initializers.containsKey(name)) {
            Constant constant = TensorDecoder.decode(file, initializers.get(name));
            constants.hold(constant);
            values.put(name, constant);
            value = constant;
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
