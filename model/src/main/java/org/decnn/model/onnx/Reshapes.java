package org.decnn.model.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The axes after operators that change the axes of a tensor and not the order of its values. */
final class Reshapes {

    private Reshapes() {}

    /** The axes after a Reshape, Flatten, Squeeze or Unsqueeze of a tensor with the given axes. */
    static List<Integer> dims(Node node, List<Integer> dims) {
        return switch (node.operator()) {
            case "Reshape" -> reshape(node, dims);
            case "Flatten" -> flatten(node, dims);
            case "Squeeze" -> squeeze(node, dims);
            case "Unsqueeze" -> unsqueeze(node, dims);
            default -> throw new IllegalArgumentException(node.operator());
        };
    }

    private static List<Integer> reshape(Node node, List<Integer> dims) {
        long[] target = node.integers(1).values();
        boolean zeroCopies = node.attribute("allowzero", 0) == 0;
        List<Integer> result = new ArrayList<>();
        int free = -1;
        for (int axis = 0; axis < target.length; axis++) {
            int size = node.toInt(target[axis]);
            if (size == 0 && zeroCopies && axis < dims.size()) {
                size = dims.get(axis);
            } else if (size == -1 && free < 0) {
                free = axis;
                size = 1;
            }
            result.add(size);
        }
        long elements = elements(dims);
        long others = elements(result);
        if (free >= 0 && others > 0 && elements % others == 0) {
            result.set(free, (int) (elements / others));
        }
        if (elements(result) != elements || result.stream().anyMatch(size -> size < 0)) {
            throw node.error(
                    "it reshapes %s to %s, which has not as many values; export with a batch of 1"
                            + " or a dynamic one",
                    dims, Arrays.toString(target));
        }
        return List.copyOf(result);
    }

    private static List<Integer> flatten(Node node, List<Integer> dims) {
        int axis = node.attribute("axis", 1);
        if (axis != dims.size()) {
            axis = node.axis(axis, dims.size());
        }
        return List.of(
                (int) elements(dims.subList(0, axis)),
                (int) elements(dims.subList(axis, dims.size())));
    }

    private static List<Integer> squeeze(Node node, List<Integer> dims) {
        Set<Integer> axes = new TreeSet<>();
        for (int axis : axes(node)) {
            axes.add(node.axis(axis, dims.size()));
        }
        boolean all = axes.isEmpty();
        List<Integer> result = new ArrayList<>();
        for (int axis = 0; axis < dims.size(); axis++) {
            if (axes.contains(axis) && dims.get(axis) != 1) {
                throw node.error(
                        "it squeezes axis %d of %s, which is not 1; pool to 1×1 first", axis, dims);
            }
            if (!axes.contains(axis) && !(all && dims.get(axis) == 1)) {
                result.add(dims.get(axis));
            }
        }
        return List.copyOf(result);
    }

    private static List<Integer> unsqueeze(Node node, List<Integer> dims) {
        int[] axes = axes(node);
        Set<Integer> sorted = new TreeSet<>();
        for (int axis : axes) {
            sorted.add(node.axis(axis, dims.size() + axes.length));
        }
        List<Integer> result = new ArrayList<>(dims);
        sorted.forEach(axis -> result.add(axis, 1));
        return List.copyOf(result);
    }

    /** The axes named: an input, or an attribute before opset 13. */
    private static int[] axes(Node node) {
        return node.hasInput(1) ? node.ints(1) : node.attribute("axes", new int[0]);
    }

    /** The axes that a reduction is over, in ascending order: by default all. */
    static List<Integer> reducedAxes(Node node, int rank) {
        int[] given = axes(node);
        boolean none = node.attribute("noop_with_empty_axes", 0) != 0;
        if (given.length == 0 && !none) {
            return IntStream.range(0, rank).boxed().toList();
        }
        return Arrays.stream(given)
                .map(axis -> node.axis(axis, rank))
                .sorted()
                .distinct()
                .boxed()
                .toList();
    }

    private static long elements(List<Integer> dims) {
        return dims.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }
}
