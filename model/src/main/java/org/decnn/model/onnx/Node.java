package org.decnn.model.onnx;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.AttributeProto.AttributeType;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.decnn.model.network.NetworkException;
import org.decnn.model.onnx.Value.Activation;
import org.decnn.model.onnx.Value.Constant;
import org.decnn.model.onnx.Value.Integers;
import org.decnn.model.onnx.Value.Reals;

/**
 * A node of an ONNX graph, with what its inputs stand for. Keeps account of the attributes that
 * were asked for, so that one that nobody knows is an error and not a wrong answer.
 */
final class Node {

    /** Values of a constant that is computed, unless what it is computed from has more. */
    private static final int MOST_MADE = 1 << 20;

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

    /** The node with other inputs. */
    Node with(UnaryOperator<Value> change) {
        return new Node(file, proto, inputs.stream().map(input -> input.map(change)).toList());
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
                        : "a comparison (only a Where may follow it)");
    }

    /** A value that does not depend on the network's input. */
    Constant constant(int index) {
        if (input(index) instanceof Constant constant) {
            return constant;
        }
        throw error(
                "its input '%s' is not known before the network runs; export with fixed shapes",
                proto.getInput(index));
    }

    /**
     * The number of values of a constant that this node makes.
     *
     * @throws NetworkException if it is far more than what it is made from has
     */
    int made(List<Integer> dims) {
        long given =
                inputs.stream()
                        .flatMap(Optional::stream)
                        .distinct()
                        .mapToLong(input -> input instanceof Constant it ? it.size() : 0)
                        .sum();
        int elements = Dims.elements(dims);
        if (elements > Math.max(MOST_MADE, given)) {
            throw error("it makes a constant of axes %s; export with fixed shapes", dims);
        }
        return elements;
    }

    /** A constant of one value. */
    double single(int index) {
        Constant constant = constant(index);
        if (constant.size() != 1) {
            throw error(
                    "its input '%s' has %d values, not one; export the network again",
                    proto.getInput(index), constant.size());
        }
        return constant.at(0);
    }

    /**
     * Weights of the network.
     *
     * @throws NetworkException if one of them is not finite: the network's answers would not be
     */
    Reals weight(int index) {
        if (!(input(index) instanceof Constant)) {
            throw error(
                    "its weight '%s' is not a constant of the file: it depends on the picture, as in"
                            + " dynamic convolutions, which are not split",
                    proto.getInput(index));
        }
        if (!(input(index) instanceof Reals reals)) {
            throw error(
                    "its weight '%s' is of integers; quantised networks are not read, export the"
                            + " network in float",
                    proto.getInput(index));
        }
        for (int i = 0; i < reals.values().length; i++) {
            if (!Float.isFinite(reals.values()[i])) {
                throw error(
                        "its weight '%s' holds %s (value %d of %d); its training has diverged, or"
                                + " the file is damaged",
                        proto.getInput(index), reals.values()[i], i, reals.values().length);
            }
        }
        return reals;
    }

    Integers integers(int index) {
        if (input(index) instanceof Integers integers) {
            return integers;
        }
        throw error(
                "its input '%s' is not known before the network runs; export with fixed shapes",
                proto.getInput(index));
    }

    /** Integers that are sizes or axes. */
    int[] ints(int index) {
        return Arrays.stream(integers(index).values()).mapToInt(this::toInt).toArray();
    }

    boolean hasAttribute(String name) {
        return unread.containsKey(name);
    }

    /** How many integers an attribute has, which is still to be read. */
    int lengthOf(String name) {
        AttributeProto attribute = unread.get(name);
        return attribute == null ? 0 : attribute.getIntsCount();
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

    float[] attribute(String name, float[] otherwise) {
        return take(name, AttributeType.FLOATS)
                .map(
                        a -> {
                            float[] values = new float[a.getFloatsCount()];
                            for (int i = 0; i < values.length; i++) {
                                values[i] = a.getFloats(i);
                            }
                            return values;
                        })
                .orElse(otherwise);
    }

    /** One integer or several, as they are. */
    long[] longs(String name, long[] otherwise) {
        AttributeProto attribute = unread.get(name);
        if (attribute != null && attribute.getType() == AttributeType.INT) {
            unread.remove(name);
            return new long[] {attribute.getI()};
        }
        return take(name, AttributeType.INTS)
                .map(a -> a.getIntsList().stream().mapToLong(Long::longValue).toArray())
                .orElse(otherwise);
    }

    Optional<GraphProto> graphAttribute(String name) {
        return take(name, AttributeType.GRAPH).map(AttributeProto::getG);
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
