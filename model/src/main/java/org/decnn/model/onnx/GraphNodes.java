package org.decnn.model.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;

/** The nodes of a graph that some tensors depend on, each after those that it reads. */
final class GraphNodes {

    private final OnnxFile file;
    private final List<NodeProto> all;
    private final Map<String, Integer> producers = new HashMap<>();

    /** The names that are depended on. */
    private final Set<String> needed = new HashSet<>();

    private GraphNodes(OnnxFile file, GraphProto graph) {
        this.file = file;
        this.all = graph.getNodeList();
        Set<String> given = new HashSet<>();
        graph.getInitializerList().stream().map(TensorProto::getName).forEach(given::add);
        graph.getInputList().stream().map(ValueInfoProto::getName).forEach(given::add);
        for (int i = 0; i < all.size(); i++) {
            for (String tensor : all.get(i).getOutputList()) {
                boolean twice = !tensor.isEmpty() && producers.put(tensor, i) != null;
                if (twice || given.contains(tensor)) {
                    throw file.error(
                            "%s: it gives '%s', which is given twice; export the network again",
                            Node.described(all.get(i)), tensor);
                }
            }
        }
    }

    static GraphNodes of(OnnxFile file, GraphProto graph, List<String> outputs) {
        GraphNodes nodes = new GraphNodes(file, graph);
        Deque<String> open = new ArrayDeque<>(outputs);
        while (!open.isEmpty()) {
            String tensor = open.pop();
            if (!tensor.isEmpty() && nodes.needed.add(tensor) && nodes.gives(tensor)) {
                open.addAll(read(nodes.all.get(nodes.producers.get(tensor))));
            }
        }
        return nodes;
    }

    /** Whether a node gives a tensor. */
    boolean gives(String tensor) {
        return producers.containsKey(tensor);
    }

    boolean needs(String tensor) {
        return needed.contains(tensor);
    }

    /** The nodes that are depended on, in the file's order as far as what they read allows. */
    List<NodeProto> ordered() {
        Map<Integer, Integer> waiting = new HashMap<>();
        Map<Integer, List<Integer>> readers = new HashMap<>();
        PriorityQueue<Integer> ready = new PriorityQueue<>();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).getOutputList().stream().noneMatch(needed::contains)) {
                continue;
            }
            Set<Integer> before = new HashSet<>();
            read(all.get(i)).stream().filter(this::gives).map(producers::get).forEach(before::add);
            waiting.put(i, before.size());
            for (int producer : before) {
                readers.computeIfAbsent(producer, p -> new ArrayList<>()).add(i);
            }
            if (before.isEmpty()) {
                ready.add(i);
            }
        }
        List<NodeProto> ordered = new ArrayList<>();
        while (!ready.isEmpty()) {
            int next = ready.remove();
            waiting.remove(next);
            ordered.add(all.get(next));
            for (int reader : readers.getOrDefault(next, List.of())) {
                if (waiting.merge(reader, -1, Integer::sum) == 0) {
                    ready.add(reader);
                }
            }
        }
        if (!waiting.isEmpty()) {
            int first = waiting.keySet().stream().sorted().findFirst().orElseThrow();
            throw file.error(
                    "%s: it reads, through others, what it gives itself; export the network again",
                    Node.described(all.get(first)));
        }
        return ordered;
    }

    /** What a node reads, in the graphs within it too. */
    private static List<String> read(NodeProto node) {
        List<String> read = new ArrayList<>(node.getInputList());
        for (AttributeProto attribute : node.getAttributeList()) {
            List<GraphProto> graphs = new ArrayList<>(attribute.getGraphsList());
            if (attribute.hasG()) {
                graphs.add(attribute.getG());
            }
            for (GraphProto graph : graphs) {
                graph.getNodeList().forEach(inner -> read.addAll(read(inner)));
                graph.getOutputList().forEach(output -> read.add(output.getName()));
            }
        }
        return read;
    }
}
