package org.decnn.model.directory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.ValueInfoProto;
import org.decnn.model.network.Network;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/**
 * Takes the normalisation of pictures out of a first-stage graph, so that the graph can be fed the
 * network's fp32 input as it is. A graph that does not read the input is left as it is.
 */
public final class NormalisationCut {

    private NormalisationCut() {}

    /** The same graph with an input {@value Network#INPUT} of fp32. */
    public static byte[] from(byte[] onnx) {
        ModelProto model;
        try {
            model = ModelProto.parseFrom(onnx);
        } catch (InvalidProtocolBufferException e) {
            throw new ModelDirectoryException(
                    "a shard's graph is not ONNX: run 'decnn shard' again", e);
        }
        GraphProto graph = model.getGraph();
        if (graph.getInputList().stream().noneMatch(NormalisationCut::isNetworkInput)) {
            return onnx;
        }
        GraphProto.Builder cut = graph.toBuilder().clearNode().clearInput().clearInitializer();
        for (ValueInfoProto input : graph.getInputList()) {
            cut.addInput(isNetworkInput(input) ? asFloat(input) : input);
        }
        Set<String> before = tensorsBefore(graph);
        // The tensor keeps its name: it may be an output of the graph too.
        cut.addNode(
                NodeProto.newBuilder()
                        .setOpType("Identity")
                        .setName(Normalisation.NORMALISED)
                        .addInput(Network.INPUT)
                        .addOutput(Normalisation.NORMALISED));
        graph.getNodeList().stream()
                .filter(node -> !before.contains(node.getOutput(0)))
                .forEach(cut::addNode);
        graph.getInitializerList().stream()
                .filter(initializer -> !before.contains(initializer.getName()))
                .forEach(cut::addInitializer);
        return model.toBuilder().setGraph(cut).build().toByteArray();
    }

    private static boolean isNetworkInput(ValueInfoProto input) {
        return input.getName().equals(Network.INPUT);
    }

    /** The normalised tensor, and all that is computed only to make it. */
    private static Set<String> tensorsBefore(GraphProto graph) {
        Set<String> tensors = new HashSet<>(Set.of(Normalisation.NORMALISED));
        List<NodeProto> nodes = new ArrayList<>(graph.getNodeList());
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (tensors.contains(nodes.get(i).getOutput(0))) {
                tensors.addAll(nodes.get(i).getInputList());
            }
        }
        return tensors;
    }

    private static ValueInfoProto asFloat(ValueInfoProto input) {
        ValueInfoProto.Builder typed = input.toBuilder();
        typed.getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.FLOAT.getNumber());
        return typed.build();
    }
}
