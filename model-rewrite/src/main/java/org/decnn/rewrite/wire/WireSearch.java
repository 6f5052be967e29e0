package org.decnn.rewrite.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.PictureWire;
import org.decnn.model.shard.WireTypes;
import org.decnn.operators.logits.FiniteLogits;
import org.decnn.rewrite.evaluate.Accuracy;

/**
 * Finds the smallest types that exchanges can send without changing the network's answers.
 *
 * <p>All exchanges are tried in uint8 first. Where that is not enough they are raised to float16
 * and then to float32, those first that put the logits off most for the bytes that they save: a
 * ladder from all uint8 to all float32, on which the lowest rung that agrees is looked for by
 * halving.
 */
public final class WireSearch {

    /** The share of pictures whose most probable class must stay the same. */
    public static final double AGREEMENT = 0.995;

    /** So many pictures, or a tenth of them if that is more, tell which exchange to raise first. */
    private static final int RANKING_PICTURES = 100;

    private static final int NONE = -1;

    private record Hop(int fromStage, int toStage) {
        static Hop of(Edge edge) {
            return new Hop(edge.fromStage(), edge.toStage());
        }
    }

    private final PictureWire picture;
    private final WireTrial trial;
    private final List<Edge> exchanges;
    private final int pictures;
    private final float[][] exact;

    private WireSearch(PictureWire picture, WireTrial trial) {
        this.picture = picture;
        this.trial = trial;
        this.exchanges = trial.exchanges();
        this.pictures = trial.pictures();
        this.exact = trial.logits(WireTypes.everywhere(ElementType.FLOAT32), 1);
    }

    /**
     * The smallest types with which the answers agree, or float32 if none do.
     *
     * @param picture what pictures are sent as
     */
    public static WireChoice smallest(PictureWire picture, WireTrial trial) {
        return new WireSearch(picture, trial).smallest();
    }

    /**
     * One type for all exchanges.
     *
     * @param picture what pictures are sent as
     */
    public static WireChoice of(ElementType type, PictureWire picture, WireTrial trial) {
        WireSearch search = new WireSearch(picture, trial);
        return search.tried(search.alike(type));
    }

    private WireChoice smallest() {
        WireChoice lowest = tried(alike(ElementType.UINT8));
        if (agrees(lowest)) {
            return lowest;
        }
        List<List<ElementType>> ladder = ladder();
        WireChoice found = highest();
        int tooLow = 0;
        int enough = ladder.size() - 1;
        while (enough - tooLow > 1) {
            int middle = (tooLow + enough) / 2;
            WireChoice choice = tried(ladder.get(middle));
            if (agrees(choice)) {
                enough = middle;
                found = choice;
            } else {
                tooLow = middle;
            }
        }
        return found;
    }

    /** All float32; with whole pictures that is what the others are held to. */
    private WireChoice highest() {
        List<ElementType> types = alike(ElementType.FLOAT32);
        return picture == PictureWire.RGB ? judged(types, exact) : tried(types);
    }

    private static boolean agrees(WireChoice choice) {
        return choice.agreement() >= AGREEMENT;
    }

    private List<ElementType> alike(ElementType type) {
        return Collections.nCopies(exchanges.size(), type);
    }

    /** From all uint8 to all float32, one exchange raised at a time. */
    private List<List<ElementType>> ladder() {
        List<Integer> order = worstFirst();
        List<ElementType> rung = alike(ElementType.UINT8);
        List<List<ElementType>> ladder = new ArrayList<>(List.of(rung));
        for (ElementType higher : List.of(ElementType.FLOAT16, ElementType.FLOAT32)) {
            for (int exchange : order) {
                rung = with(rung, exchange, higher);
                ladder.add(rung);
            }
        }
        return ladder;
    }

    private static List<ElementType> with(
            List<ElementType> types, int exchange, ElementType other) {
        List<ElementType> changed = new ArrayList<>(types);
        changed.set(exchange, other);
        return changed;
    }

    /** Exchanges by how far each, alone in uint8, puts the logits off, for each byte it has. */
    private List<Integer> worstFirst() {
        if (exchanges.size() == 1) {
            return List.of(0);
        }
        int every = Math.max(1, pictures / Math.max(RANKING_PICTURES, pictures / 10));
        double[] cost = new double[exchanges.size()];
        for (int i = 0; i < cost.length; i++) {
            List<ElementType> alone = with(alike(ElementType.FLOAT32), i, ElementType.UINT8);
            cost[i] =
                    squaredError(trial.logits(wires(alone), every), every)
                            / exchanges.get(i).bytesBetweenShards();
        }
        return IntStream.range(0, cost.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> cost[i]).reversed())
                .toList();
    }

    private double squaredError(float[][] logits, int every) {
        double sum = 0;
        for (int picture = 0; picture < logits.length; picture++) {
            for (int i = 0; i < logits[picture].length; i++) {
                double off = (double) logits[picture][i] - exact[picture * every][i];
                sum += off * off;
            }
        }
        return sum;
    }

    private WireChoice tried(List<ElementType> types) {
        return judged(types, trial.logits(wires(types).withPicture(picture), 1));
    }

    private WireChoice judged(List<ElementType> types, float[][] logits) {
        return new WireChoice(
                types,
                wires(types).withPicture(picture),
                count(picture -> isAnswered(logits[picture], exact[picture])),
                accuracy(logits),
                accuracy(exact));
    }

    private static boolean isAnswered(float[] logits, float[] as) {
        return top(logits) == top(as) && top(as) != NONE;
    }

    private Accuracy accuracy(float[][] logits) {
        return new Accuracy(
                count(picture -> top(logits[picture]) == trial.label(picture)), pictures);
    }

    private int count(IntPredicate which) {
        return (int) IntStream.range(0, pictures).filter(which).count();
    }

    private WireTypes wires(List<ElementType> types) {
        Map<Hop, ElementType> byHop = new HashMap<>();
        for (int i = 0; i < types.size(); i++) {
            byHop.put(Hop.of(exchanges.get(i)), types.get(i));
        }
        return exchange -> byHop.get(Hop.of(exchange));
    }

    /** The most probable class, of equal ones the first; none where a logit is not finite. */
    private static int top(float[] logits) {
        if (!FiniteLogits.are(logits)) {
            return NONE;
        }
        int best = 0;
        for (int i = 0; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }
}
