package org.decnn.model.onnx;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.AttributeProto.AttributeType;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.decnn.model.network.NetworkException;
import org.decnn.model.onnx.Value.Activation;
import org.decnn.model.onnx.Value.Constant;
import org.decnn.model.onnx.Value.Integers;
import org.decnn.model.onnx.Value.Padded;
import org.decnn.model.onnx.Value.Reals;

/**
 * A node of an ONNX graph, with what its inputs stand for. Keeps account of the attributes that
 * were asked for, so that one that nobody knows is an error and not a wrong answer.
 */
final class Node {

    private final OnnxFile file;
    private final NodeProto proto;
    private final List<Optional<Value>> inputs;
    private final Map<String, AttributeProto> unread = new HashMap<>();

    /**
     * @param inputs empty where the node leaves an optional input out
     */
    Node(OnnxFile file, NodeProto proto, List<Optional<Value>> inputs) {
        this.file = file;
        this.proto = proto;
        this.inputs = inputs;
        proto.getAttributeList().forEach(attribute -> unread.put(attribute.getName(), attribute));
    }

    NodeProto proto() {
        return proto;
    }

    OnnxFile file() {
        return file;
    }

    String operator() {
        return proto.getOpType();
    }

    int inputs() {
        return inputs.size();
    }

    boolean hasInput(int index) {
        return index < inputs.size() && inputs.get(index).isPresent();
    }

    Value input(int index) {
        if (!hasInput(index)) {
            throw error("its input %d is missing; export the network again", index);
        }
        return inputs.get(index).get();
    }

    boolean isConstant(int index) {
        return hasInput(index) && input(index) instanceof Constant;
    }

    /** An input that a layer gives, whatever axes it is seen with. */
    Activation activation(int index) {
        if (input(index) instanceof Activation activation) {
            return activation;
        }
        throw error(
                "its input '%s' is %s, which it cannot read; write the layer in another way",
                proto.getInput(index),
                input(index) instanceof Constant
                        ? "a constant"
                        : input(index) instanceof Padded
                                ? "padded (only Conv and AveragePool may follow a Pad)"
                                : "part of a channel shuffle");
    }

    /** An input with the axes that its layer gave it. */
    Activation whole(int index) {
        Activation activation = activation(index);
        if (!activation.isWhole()) {
            throw error(
                    "its input '%s' is reshaped to %s; only reshapes that flatten are supported",
                    proto.getInput(index), activation.dims());
        }
        return activation;
    }

    /** An input {@code [1, C, H, W]}. */
    Activation featureMap(int index) {
        Activation activation = whole(index);
        if (activation.shape().isVector()) {
            throw error(
                    "its input '%s' has axes %s; it takes images [N, C, H, W]",
                    proto.getInput(index), activation.dims());
        }
        return activation;
    }

    /** An input {@code [1, C, H, W]} with the border that a Pad gave it, if any. */
    Padded padded(int index) {
        return input(index) instanceof Padded padded
                ? padded
                : new Padded(featureMap(index), 0, 0, 0, 0);
    }

    Reals weight(int index) {
        if (input(index) instanceof Reals reals) {
            return reals;
        }
        throw error(
                "its weight '%s' is not a constant of the file; export the network with its weights",
                proto.getInput(index));
    }

    /** A constant of one value. */
    float scalar(int index) {
        float[] values = weight(index).values();
        if (values.length != 1) {
            throw error(
                    "its input '%s' has %d values, not one; export the network again",
                    proto.getInput(index), values.length);
        }
        return values[0];
    }

    Integers integers(int index) {
        if (input(index) instanceof Integers integers) {
            return integers;
        }
        throw error(
                "its input '%s' is not known before the network runs; export with fixed shapes",
                proto.getInput(index));
    }

    boolean hasAttribute(String name) {
        return unread.containsKey(name);
    }

    int attribute(String name, int otherwise) {
        return take(name, AttributeType.INT).map(a -> toInt(a.getI())).orElse(otherwise);
    }

    float attribute(String name, float otherwise) {
        return take(name, AttributeType.FLOAT).map(AttributeProto::getF).orElse(otherwise);
    }

    String attribute(String name, String otherwise) {
        return take(name, AttributeType.STRING).map(a -> a.getS().toStringUtf8()).orElse(otherwise);
    }

    int[] attribute(String name, int[] otherwise) {
        return take(name, AttributeType.INTS)
                .map(a -> a.getIntsList().stream().mapToInt(this::toInt).toArray())
                .orElse(otherwise);
    }

    Optional<TensorProto> tensorAttribute(String name) {
        return take(name, AttributeType.TENSOR).map(AttributeProto::getT);
    }

    /** Passes over attributes that change nothing in inference. */
    void ignore(String... names) {
        Arrays.asList(names).forEach(unread::remove);
    }

    void requireAttributesRead() {
        unread.keySet().stream()
                .sorted()
                .findFirst()
                .ifPresent(
                        name -> {
                            throw error(
                                    "its attribute '%s' is not supported; export the network"
                                            + " without it",
                                    name);
                        });
    }

    /** The axis counted from the front. */
    int axis(int axis, int rank) {
        int positive = axis < 0 ? axis + rank : axis;
        if (positive < 0 || positive >= rank) {
            throw error("its axis %d is not one of %d; export the network again", axis, rank);
        }
        return positive;
    }

    int toInt(long value) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
    }

    NetworkException error(String message, Object... args) {
        return file.error("%s: %s", described(proto), String.format(message, args));
    }

    static String described(NodeProto proto) {
        String name =
                proto.getName().isEmpty()
                        ? String.join(", ", proto.getOutputList())
                        : proto.getName();
        return String.format("node '%s' (%s)", name, proto.getOpType());
    }

    private Optional<AttributeProto> take(String name, AttributeType type) {
        AttributeProto attribute = unread.remove(name);
        if (attribute == null) {
            return Optional.empty();
        }
        if (attribute.getType() != type) {
            throw error(
                    "its attribute '%s' is %s, not %s; export the network again",
                    name, attribute.getType(), type);
        }
        return Optional.of(attribute);
    }
}
