package org.decnn.model.onnx;

import java.util.List;
import java.util.stream.IntStream;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.Operation;
import org.decnn.model.onnx.Axes.Atom;
import org.decnn.model.onnx.Axes.Source;
import org.decnn.model.onnx.Value.Activation;
import org.decnn.model.onnx.Value.Spread;

/**
 * Joins activations value by value: their axes are laid over each other from the last one, as ONNX
 * does it, and where channels do not lie as they do in the other, they are put so.
 */
final class Joins {

    private Joins() {}

    /** The sum of any number. */
    static Activation sum(Node node, List<Value> inputs, LayerList layers) {
        boolean alike =
                inputs.stream()
                        .allMatch(
                                in ->
                                        in instanceof Activation a
                                                && inputs.get(0) instanceof Activation first
                                                && a.axes().equals(first.axes())
                                                && a.shape().equals(first.shape()));
        if (alike && inputs.size() > 2) {
            Activation first = (Activation) inputs.get(0);
            Activation[] all =
                    inputs.stream().map(in -> (Activation) in).toArray(Activation[]::new);
            return layers.add(node, new Add(), all).seenAs(first.axes());
        }
        Value sum = inputs.get(0);
        for (Value other : inputs.subList(1, inputs.size())) {
            sum = join(node, new Add(), sum, other, layers);
        }
        return (Activation) sum;
    }

    /** What an operation of two inputs makes of them. */
    static Activation join(Node node, Operation operation, Value a, Value b, LayerList layers) {
        List<Integer> dims = dims(node, operation, a, b);
        Activation left = source(a);
        Activation right = source(b);
        int rank = dims.size();
        left = left.seenAs(left.axes().ofRank(rank));
        right = right.seenAs(right.axes().ofRank(rank));
        List<Integer> joined = Dims.broadcast(left.dims(), right.dims());
        if (!joined.equals(dims)) {
            left = Spreads.out(node, new Spread(left, dims), layers);
        }
        if (rank == 4 && !fit(left, right)) {
            Activation[] maps = {left, right};
            for (int i = 0; i < 2; i++) {
                maps[i] = Views.laidOut(node, maps[i], layers).orElse(maps[i]);
            }
            left = maps[0];
            right = maps[1];
        }
        boolean leftLeads = left.shape().channels() >= right.shape().channels();
        Activation leader = leftLeads ? left : right;
        Activation other = leftLeads ? right : left;
        Axes axes = leader.axes();
        for (int axis = 0; axis < rank; axis++) {
            requireFits(node, axis, leader, other);
            axes = axes.axis(axis).isEmpty() ? axes.with(axis, other.axes().axis(axis)) : axes;
        }
        for (Source source : Source.values()) {
            int size =
                    Math.max(Views.size(leader.shape(), source), Views.size(other.shape(), source));
            if (Axes.elements(axes.atoms(source)) != size) {
                throw different(node, leader, other);
            }
        }
        Activation follower = following(node, leader, other, layers);
        if (leader.shape().isMap() || follower.shape().isMap()) {
            leader = Views.map(node, leader, layers);
            follower = Views.map(node, follower, layers);
        }
        return layers.add(
                        node,
                        operation,
                        (leftLeads ? leader : follower).whole(),
                        (leftLeads ? follower : leader).whole())
                .seenAs(axes);
    }

    private static List<Integer> dims(Node node, Operation operation, Value a, Value b) {
        try {
            return Dims.broadcast(a.dims(), b.dims());
        } catch (IllegalArgumentException e) {
            throw node.error(
                    "it %s %s and %s; export the network again",
                    operation instanceof Add ? "adds" : "joins",
                    source(a).shape(),
                    source(b).shape());
        }
    }

    private static NetworkException different(Node node, Activation leader, Activation follower) {
        return node.error(
                "it joins %s and %s, seen as %s and %s, value by value; only channels can be"
                        + " joined with channels, and pixels with pixels",
                leader.dims(), follower.dims(), leader.axes(), follower.axes());
    }

    /** Whether along each axis there is the same kind of values in both. */
    private static boolean fit(Activation a, Activation b) {
        boolean leads = a.shape().channels() >= b.shape().channels();
        return a.axes().all().stream()
                .allMatch(axis -> leads ? fits(axis, a, b) : fits(axis, b, a));
    }

    private static void requireFits(Node node, int axis, Activation leader, Activation follower) {
        if (!fits(axis, leader, follower)) {
            throw different(node, leader, follower);
        }
    }

    private static boolean fits(int axis, Activation leader, Activation follower) {
        List<Atom> lead = leader.axes().axis(axis);
        List<Atom> follow = follower.axes().axis(axis);
        boolean channelsWithChannels =
                pixels(follow).isEmpty() && leader.axes().isOf(Source.CHANNEL, axis);
        boolean alike = pixels(lead).equals(pixels(follow)) && kinds(lead).equals(kinds(follow));
        return follow.isEmpty()
                || lead.isEmpty() && !follower.axes().has(Source.CHANNEL, axis)
                || !lead.isEmpty() && (channelsWithChannels || alike);
    }

    /** The follower with its channels where the leader has its own. */
    private static Activation following(
            Node node, Activation leader, Activation follower, LayerList layers) {
        if (follower.shape().channels() == 1) {
            return follower;
        }
        int[] channels =
                IntStream.range(0, leader.shape().channels())
                        .map(channel -> channelAt(follower.axes(), leader.axes(), channel))
                        .toArray();
        return Views.select(node, follower, channels, layers);
    }

    /** The follower's channel that is where a channel of the leader is. */
    private static int channelAt(Axes axes, Axes lead, int channel) {
        int found = 0;
        for (int axis = 0; axis < axes.rank(); axis++) {
            int position = lead.position(axis, channel);
            List<Atom> atoms =
                    axes.axis(axis).stream().filter(a -> a.source() == Source.CHANNEL).toList();
            for (int i = atoms.size() - 1; i >= 0; i--) {
                found += position % atoms.get(i).size() * atoms.get(i).stride();
                position /= atoms.get(i).size();
            }
        }
        return found;
    }

    private static List<Atom> pixels(List<Atom> axis) {
        return axis.stream().filter(atom -> atom.source() != Source.CHANNEL).toList();
    }

    /** The sources and sizes along an axis. */
    private static List<String> kinds(List<Atom> axis) {
        return axis.stream().map(atom -> atom.source() + " " + atom.size()).toList();
    }

    private static Activation source(Value value) {
        return value instanceof Spread spread ? spread.source() : (Activation) value;
    }
}
