package org.decnn.model.onnx;

import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;

/** What the nodes that read a graph's input say of its axes. */
final class InputUse {

    /** Operators before which and after which axes are the same. */
    private static final Set<String> SAME_AXES =
            Set.of(
                    "Identity",
                    "Cast",
                    "Dropout",
                    "Add",
                    "Sub",
                    "Mul",
                    "Div",
                    "Clip",
                    "Pad",
                    "Relu",
                    "Slice",
                    "Split",
                    "Concat",
                    "Gather",
                    "Max",
                    "Min",
                    "Pow");

    /** Those of them after which there may be other channels. */
    private static final Set<String> OTHER_CHANNELS = Set.of("Slice", "Split", "Concat", "Gather");

    private final List<NodeProto> nodes;
    private final Map<String, TensorProto> initializers;

    InputUse(List<NodeProto> nodes, Map<String, TensorProto> initializers) {
        this.nodes = nodes;
        this.initializers = initializers;
    }

    /** Whether the input is transposed from {@code [N, H, W, C]} before a layer reads it. */
    boolean isChannelsLast(String input, boolean lastIsOne) {
        return reached(input, SAME_AXES).stream()
                .anyMatch(
                        node ->
                                node.getOpType().equals("Transpose")
                                                && ints(node, "perm")
                                                        .equals(List.of(0L, 3L, 1L, 2L))
                                        || lastIsOne && putsOneChannelFirst(node));
    }

    /**
     * Whether a node reshapes {@code [N, H, W, 1]} to {@code [N, 1, H, W]}, as far as it is known.
     */
    private boolean putsOneChannelFirst(NodeProto node) {
        if (!node.getOpType().equals("Reshape")) {
            return false;
        }
        TensorProto shape = initializers.get(node.getInput(1));
        if (shape == null) {
            return true;
        }
        List<Long> sizes = shape.getInt64DataList();
        if (sizes.isEmpty()) {
            LongBuffer raw =
                    shape.getRawData()
                            .asReadOnlyByteBuffer()
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .asLongBuffer();
            sizes = Stream.generate(raw::get).limit(raw.remaining()).toList();
        }
        return sizes.size() == 4 && sizes.get(1) == 1;
    }

    /** The channels that the first convolutions take. */
    OptionalInt channels(String input) {
        Set<String> through = new HashSet<>(SAME_AXES);
        through.removeAll(OTHER_CHANNELS);
        through.add("Transpose");
        return reached(input, through).stream()
                .filter(node -> node.getOpType().equals("Conv") && node.getInputCount() > 1)
                .map(this::channelsOf)
                .filter(OptionalInt::isPresent)
                .findFirst()
                .orElse(OptionalInt.empty());
    }

    private OptionalInt channelsOf(NodeProto conv) {
        TensorProto weight = initializers.get(conv.getInput(1));
        if (weight == null || weight.getDimsCount() != 4) {
            return OptionalInt.empty();
        }
        long groups =
                conv.getAttributeList().stream()
                        .filter(attribute -> attribute.getName().equals("group"))
                        .mapToLong(AttributeProto::getI)
                        .findFirst()
                        .orElse(1);
        long channels = weight.getDims(1) * groups;
        return channels > 0 && channels < Integer.MAX_VALUE
                ? OptionalInt.of((int) channels)
                : OptionalInt.empty();
    }

    /** The first nodes that read the input and are not of the given operators. */
    private List<NodeProto> reached(String input, Set<String> through) {
        Map<String, List<NodeProto>> readers = new HashMap<>();
        for (NodeProto node : nodes) {
            for (String tensor : new HashSet<>(node.getInputList())) {
                readers.computeIfAbsent(tensor, t -> new ArrayList<>()).add(node);
            }
        }
        List<NodeProto> reached = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(input));
        while (!open.isEmpty()) {
            String tensor = open.pop();
            if (!seen.add(tensor)) {
                continue;
            }
            for (NodeProto node : readers.getOrDefault(tensor, List.of())) {
                if (through.contains(node.getOpType())) {
                    open.addAll(node.getOutputList());
                }
                reached.add(node);
            }
        }
        return reached;
    }

    private static List<Long> ints(NodeProto node, String name) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst()
                .map(AttributeProto::getIntsList)
                .orElse(List.of());
    }
}
