package org.decnn.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.TensorShape;

/**
 * Graphs of random operators on whatever axes there are: each computes what ONNX Runtime computes,
 * or is refused. Never is it read as another network.
 */
class MovedAxesProperties {

    /** A tensor of the graph. */
    private record Seen(String name, List<Integer> dims) {}

    @Property(tries = 500, seed = "31")
    void whatIsReadComputesWhatTheFileComputes(@ForAll long seed) {
        byte[] model = new Drawing(new Random(seed)).model();
        Network network;
        try {
            network = OnnxReader.read(model, "moved.onnx", OptionalInt.empty());
        } catch (NetworkException e) {
            assertThat(e.getMessage()).startsWith("moved.onnx: ").hasLineCount(1);
            return;
        }
        // A transpose that puts the last axis first says that channels are last.
        boolean channelsLast = network.input().equals(TensorShape.image(3, 4, 2));
        ReadAsComputed.assertComputes(network, model, channelsLast, 1e-4);
    }

    /** Draws a graph. */
    private static final class Drawing {

        private final Random random;
        private final GraphSketch graph = GraphSketch.of(13, 1, 4, 2, 3);
        private final List<Seen> all = new ArrayList<>(List.of(new Seen("x", List.of(1, 4, 2, 3))));
        private int names;

        Drawing(Random random) {
            this.random = random;
        }

        byte[] model() {
            int operators = 2 + random.nextInt(7);
            for (int i = 0; i < operators; i++) {
                Seen last = all.get(all.size() - 1);
                Seen from = random.nextInt(4) == 0 ? any() : last;
                switch (random.nextInt(12)) {
                    case 0, 1 -> transpose(from);
                    case 2, 3 -> reshape(from);
                    case 4 -> node("Sigmoid", from.name(), from.dims());
                    case 5 -> constant(from);
                    case 6 -> reduce(from);
                    case 7 -> slice(from);
                    case 8 -> gather(from);
                    case 9 -> concat(from);
                    case 10 -> join(from, any());
                    default -> matrix(from);
                }
            }
            Seen last = all.get(all.size() - 1);
            graph.integers("flat", 1, -1).node("Reshape", last.name() + " flat", "y");
            return graph.bytes();
        }

        private Seen any() {
            return all.get(random.nextInt(all.size()));
        }

        private void node(
                String operator, String inputs, List<Integer> dims, Object... attributes) {
            String name = "t" + names++;
            graph.node(operator, inputs, name, attributes);
            all.add(new Seen(name, dims));
        }

        private String integers(List<Integer> values) {
            String name = "i" + names++;
            graph.integers(name, values.stream().mapToLong(v -> v).toArray());
            return name;
        }

        private void transpose(Seen from) {
            List<Integer> perm =
                    new ArrayList<>(IntStream.range(0, from.dims().size()).boxed().toList());
            Collections.shuffle(perm, random);
            node(
                    "Transpose",
                    from.name(),
                    perm.stream().map(from.dims()::get).toList(),
                    "perm",
                    perm.stream().mapToInt(v -> v).toArray());
        }

        /** Splits an axis in two, or joins two. */
        private void reshape(Seen from) {
            List<Integer> dims = new ArrayList<>(from.dims());
            int axis = random.nextInt(dims.size());
            int size = dims.get(axis);
            if (random.nextBoolean() && dims.size() < 6) {
                int outer = 1 + random.nextInt(size);
                if (size % outer == 0) {
                    dims.set(axis, outer);
                    dims.add(axis + 1, size / outer);
                }
            } else if (axis + 1 < dims.size() && dims.size() > 2) {
                dims.set(axis, size * dims.remove(axis + 1));
            }
            node("Reshape", from.name() + " " + integers(dims), List.copyOf(dims));
        }

        private void constant(Seen from) {
            int[] dims =
                    from.dims().stream().mapToInt(d -> random.nextInt(3) == 0 ? d : 1).toArray();
            int skipped = random.nextInt(dims.length + 1);
            boolean ones = IntStream.range(0, skipped).allMatch(i -> dims[i] == 1);
            String name = "w" + names++;
            graph.weight(name, ones ? Arrays.copyOfRange(dims, skipped, dims.length) : dims);
            node(random.nextBoolean() ? "Mul" : "Add", from.name() + " " + name, from.dims());
        }

        private void reduce(Seen from) {
            int[] axes =
                    IntStream.range(0, from.dims().size())
                            .filter(a -> random.nextInt(2) == 0)
                            .toArray();
            boolean keep = random.nextBoolean() || from.dims().size() - axes.length < 1;
            if (axes.length == 0) {
                return;
            }
            List<Integer> dims = new ArrayList<>();
            for (int axis = 0; axis < from.dims().size(); axis++) {
                int at = axis;
                boolean gone = Arrays.stream(axes).anyMatch(a -> a == at);
                if (!gone || keep) {
                    dims.add(gone ? 1 : from.dims().get(axis));
                }
            }
            String operator = List.of("ReduceMean", "ReduceMax", "ReduceL2").get(random.nextInt(3));
            node(operator, from.name(), dims, "axes", axes, "keepdims", keep ? 1 : 0);
        }

        private void slice(Seen from) {
            int axis = random.nextInt(from.dims().size());
            int size = from.dims().get(axis);
            int start = random.nextInt(size);
            int step = 1 + random.nextInt(2);
            List<Integer> dims = new ArrayList<>(from.dims());
            dims.set(axis, (size - start + step - 1) / step);
            String inputs =
                    String.join(
                            " ",
                            from.name(),
                            integers(List.of(start)),
                            integers(List.of(size)),
                            integers(List.of(axis)),
                            integers(List.of(step)));
            node("Slice", inputs, dims);
        }

        private void gather(Seen from) {
            int axis = random.nextInt(from.dims().size());
            int size = from.dims().get(axis);
            List<Integer> picks = random.ints(1 + random.nextInt(size), 0, size).boxed().toList();
            List<Integer> dims = new ArrayList<>(from.dims());
            dims.set(axis, picks.size());
            node("Gather", from.name() + " " + integers(picks), dims, "axis", axis);
        }

        private void concat(Seen from) {
            int axis = random.nextInt(from.dims().size());
            node("Sigmoid", from.name(), from.dims());
            Seen other = all.get(all.size() - 1);
            List<Integer> dims = new ArrayList<>(from.dims());
            dims.set(axis, 2 * dims.get(axis));
            node("Concat", other.name() + " " + from.name(), dims, "axis", axis);
        }

        private void join(Seen a, Seen b) {
            List<Integer> dims;
            try {
                dims = Dims.broadcast(a.dims(), b.dims());
            } catch (IllegalArgumentException e) {
                return;
            }
            String operator = List.of("Mul", "Add", "Sub", "Max").get(random.nextInt(4));
            node(operator, a.name() + " " + b.name(), dims);
        }

        private void matrix(Seen from) {
            int inner = from.dims().get(from.dims().size() - 1);
            if (from.dims().size() < 2) {
                return;
            }
            String name = "w" + names++;
            graph.weight(name, inner, 3);
            List<Integer> dims = new ArrayList<>(from.dims());
            dims.set(dims.size() - 1, 3);
            node("MatMul", from.name() + " " + name, dims);
        }
    }
}
