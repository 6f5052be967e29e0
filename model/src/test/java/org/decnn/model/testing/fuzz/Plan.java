package org.decnn.model.testing.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.TensorShape;
import org.decnn.model.testing.NetworkSketch;

/**
 * A random network as the moves that it is grown by.
 *
 * @param picture seed of the picture's shape, and of whether one convolution alone sees it
 */
public record Plan(int picture, List<Move> moves, Move ending) {

    public Plan {
        moves = List.copyOf(moves);
    }

    /** Always the same of the same seed. */
    public static Plan of(long seed) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        int count = 1 + random.nextInt(12);
        return new Plan(
                random.nextInt(1_000_000),
                Stream.generate(() -> Move.random(random)).limit(count).toList(),
                Move.random(random));
    }

    /** The network; its pictures have one channel or three. */
    public Network network() {
        Choices choices = new Choices(picture);
        TensorShape shape = input(choices);
        boolean growsFromStem = choices.once(2);
        NetworkSketch net = new NetworkSketch("fuzz", picture, shape);
        Growth growth = new Growth(net, Pictures.normalised(shape, Pictures.random(shape)));
        if (growsFromStem) {
            growth.growFromStem(choices);
        }
        for (Move move : moves) {
            growth.make(Step.ALL.get(move.kind() % Step.ALL.size()), move.choices());
        }
        // The one that was meant, or the next that can be made.
        for (int i = 0; i < EndingStep.ALL.size(); i++) {
            EndingStep ending = EndingStep.ALL.get((ending().kind() + i) % EndingStep.ALL.size());
            if (growth.make(ending, ending().choices())) {
                break;
            }
        }
        return growth.network("fuzz-" + Integer.toHexString(hashCode()));
    }

    private static TensorShape input(Choices choices) {
        int height = choices.of(1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 9, 10, 11, 12, 13);
        int width = choices.once(2) ? height : choices.between(1, 13);
        return TensorShape.image(choices.of(1, 3, 3), height, width);
    }

    /** Plans with less in them: those that are likely to be found at fault as well, first. */
    List<Plan> smaller() {
        List<Plan> plans = new ArrayList<>();
        for (int half = 0; moves.size() > 3 && half < 2; half++) {
            int middle = moves.size() / 2;
            plans.add(
                    with(
                            half == 0
                                    ? moves.subList(middle, moves.size())
                                    : moves.subList(0, middle)));
        }
        for (int left = moves.size() - 1; left >= 0; left--) {
            int without = left;
            plans.add(
                    with(
                            IntStream.range(0, moves.size())
                                    .filter(i -> i != without)
                                    .mapToObj(moves::get)
                                    .toList()));
        }
        return plans;
    }

    private Plan with(List<Move> others) {
        return new Plan(picture, others, ending);
    }

    /** The network: a line a layer. */
    @Override
    public String toString() {
        return described(network());
    }

    /** A line a layer: {@code relu3 = Relu(conv2) 8×4×4}. */
    public static String described(Network network) {
        return "input "
                + network.input()
                + "\n"
                + network.layers().stream()
                        .map(layer -> described(network, layer))
                        .collect(Collectors.joining("\n"));
    }

    private static String described(Network network, Layer layer) {
        return layer.name()
                + " = "
                + Operations.described(layer.operation())
                + " of "
                + String.join(", ", layer.inputs())
                + ": "
                + network.shapeOf(layer.name());
    }
}
