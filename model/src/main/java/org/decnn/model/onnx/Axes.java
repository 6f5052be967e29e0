package org.decnn.model.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.decnn.model.network.TensorShape;

/**
 * How a graph sees what a layer gives: for each axis, the batch first, which parts of the layer's
 * channels, height and width run along it, the slowest first. Reshapes split and join them,
 * transposes give them other places; an axis of size 1 has none.
 */
record Axes(List<List<Atom>> axes) {

    /** What a layer's values run along. */
    enum Source {
        CHANNEL,
        HEIGHT,
        WIDTH
    }

    /**
     * A part of a source.
     *
     * @param stride in places of the source, from one value to the next
     */
    record Atom(Source source, int size, int stride) {

        /** Where along the atom a place of its source is. */
        int position(int place) {
            return place / stride % size;
        }
    }

    Axes {
        axes = axes.stream().map(Axes::joined).toList();
    }

    /** The axes {@code [1, C, H, W]} or {@code [1, C]}. */
    static Axes of(TensorShape shape) {
        List<List<Atom>> axes = new ArrayList<>(List.of(List.of()));
        axes.add(whole(Source.CHANNEL, shape.channels()));
        if (shape.isMap()) {
            axes.add(whole(Source.HEIGHT, shape.height()));
            axes.add(whole(Source.WIDTH, shape.width()));
        }
        return new Axes(axes);
    }

    private static List<Atom> whole(Source source, int size) {
        return List.of(new Atom(source, size, 1));
    }

    int rank() {
        return axes.size();
    }

    List<Atom> axis(int axis) {
        return axes.get(axis);
    }

    int size(int axis) {
        return elements(axes.get(axis));
    }

    List<Integer> dims() {
        return IntStream.range(0, rank()).mapToObj(this::size).toList();
    }

    /** All parts, in the order in which a reader of the values meets them. */
    List<Atom> atoms() {
        return axes.stream().flatMap(List::stream).toList();
    }

    List<Atom> atoms(Source source) {
        return atoms().stream().filter(atom -> atom.source() == source).toList();
    }

    /** Whether all that runs along an axis is of one source; so it is where nothing does. */
    boolean isOf(Source source, int axis) {
        return axes.get(axis).stream().allMatch(atom -> atom.source() == source);
    }

    /** Whether a source runs along an axis, even in part. */
    boolean has(Source source, int axis) {
        return axes.get(axis).stream().anyMatch(atom -> atom.source() == source);
    }

    /** Whether the whole of a source, and nothing else, runs along an axis. */
    boolean isWhole(Source source, int axis, int size) {
        return axes.get(axis).equals(joined(whole(source, size)));
    }

    Axes permuted(int[] perm) {
        return new Axes(Arrays.stream(perm).mapToObj(axes::get).toList());
    }

    /** With axes of size 1 put in front. */
    Axes ofRank(int rank) {
        List<List<Atom>> more =
                new ArrayList<>(Collections.nCopies(Math.max(0, rank - rank()), List.of()));
        more.addAll(axes);
        return new Axes(more);
    }

    Axes with(int axis, List<Atom> atoms) {
        List<List<Atom>> changed = new ArrayList<>(axes);
        changed.set(axis, atoms);
        return new Axes(changed);
    }

    /** Without some axes. */
    Axes without(List<Integer> gone) {
        return new Axes(
                IntStream.range(0, rank())
                        .filter(axis -> !gone.contains(axis))
                        .mapToObj(axes::get)
                        .toList());
    }

    /** With a source that has another size, or 1, wherever it runs whole. */
    Axes resized(Source source, int size) {
        List<List<Atom>> changed = new ArrayList<>();
        for (List<Atom> axis : axes) {
            boolean first = axis.stream().anyMatch(atom -> atom.source() == source);
            List<Atom> rest =
                    new ArrayList<>(axis.stream().filter(a -> a.source() != source).toList());
            if (first) {
                rest.add(new Atom(source, size, 1));
            }
            changed.add(rest);
        }
        return new Axes(changed);
    }

    /** The same values with other axes; empty if an axis ends within a part that is no multiple. */
    Optional<Axes> reshaped(List<Integer> dims) {
        List<Atom> open = new ArrayList<>(atoms());
        Collections.reverse(open);
        List<List<Atom>> axes = new ArrayList<>();
        for (int dim : dims) {
            List<Atom> axis = new ArrayList<>();
            for (int left = dim; left > 1; ) {
                Atom next = open.isEmpty() ? null : open.remove(open.size() - 1);
                if (next == null) {
                    return Optional.empty();
                } else if (left % next.size() == 0) {
                    axis.add(next);
                    left /= next.size();
                } else if (next.size() % left == 0) {
                    int rest = next.size() / left;
                    axis.add(new Atom(next.source(), left, next.stride() * rest));
                    open.add(new Atom(next.source(), rest, next.stride()));
                    left = 1;
                } else {
                    return Optional.empty();
                }
            }
            axes.add(axis);
        }
        return open.isEmpty() ? Optional.of(new Axes(axes)) : Optional.empty();
    }

    /**
     * The same axes once channels are numbered as they are met.
     *
     * @param order axes, the one by which channels are numbered last of all first
     */
    Axes renumbered(List<Integer> order) {
        Axes result = this;
        int stride = 1;
        for (int i = order.size() - 1; i >= 0; i--) {
            int axis = order.get(i);
            List<Atom> atoms = new ArrayList<>(result.axes.get(axis));
            for (int j = atoms.size() - 1; j >= 0; j--) {
                if (atoms.get(j).source() == Source.CHANNEL) {
                    int size = atoms.get(j).size();
                    atoms.set(j, new Atom(Source.CHANNEL, size, stride));
                    stride = Math.multiplyExact(stride, size);
                }
            }
            result = result.with(axis, atoms);
        }
        return result;
    }

    /** The channels as they are met when some axes are walked through, the first slowest. */
    int[] channels(List<Integer> order) {
        return places(
                order.stream()
                        .flatMap(axis -> axes.get(axis).stream())
                        .filter(atom -> atom.source() == Source.CHANNEL)
                        .toList());
    }

    /** All axes, in their order. */
    List<Integer> all() {
        return IntStream.range(0, rank()).boxed().toList();
    }

    /** Where along an axis a channel is, other sources left out. */
    int position(int axis, int channel) {
        int position = 0;
        for (Atom atom : axes.get(axis)) {
            if (atom.source() == Source.CHANNEL) {
                position = position * atom.size() + atom.position(channel);
            }
        }
        return position;
    }

    /** For each place along parts of one source, the place in the source. */
    static int[] places(List<Atom> atoms) {
        int[] places = new int[elements(atoms)];
        int inner = places.length;
        for (Atom atom : atoms) {
            inner /= atom.size();
            for (int i = 0; i < places.length; i++) {
                places[i] += i / inner % atom.size() * atom.stride();
            }
        }
        return places;
    }

    static int elements(List<Atom> atoms) {
        return atoms.stream().mapToInt(Atom::size).reduce(1, Math::multiplyExact);
    }

    /** Parts of size 1 are none, and parts that go on where the one before ends are one. */
    private static List<Atom> joined(List<Atom> atoms) {
        List<Atom> joined = new ArrayList<>();
        for (Atom atom : atoms) {
            Atom last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null
                    && atom.size() > 1
                    && last.source() == atom.source()
                    && last.stride() == (long) atom.stride() * atom.size()) {
                joined.set(
                        joined.size() - 1,
                        new Atom(
                                atom.source(),
                                Math.multiplyExact(last.size(), atom.size()),
                                atom.stride()));
            } else if (atom.size() > 1) {
                joined.add(atom);
            }
        }
        return List.copyOf(joined);
    }

    /** As in {@code [1, channels, height, width]}; parts of an axis are joined by a dot. */
    @Override
    public String toString() {
        return axes.stream()
                .map(
                        axis ->
                                axis.isEmpty()
                                        ? "1"
                                        : axis.stream()
                                                .map(Axes::word)
                                                .collect(Collectors.joining("·")))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String word(Atom atom) {
        return switch (atom.source()) {
            case CHANNEL -> "channels";
            case HEIGHT -> "height";
            case WIDTH -> "width";
        };
    }
}
