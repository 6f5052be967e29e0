package org.decnn.rewrite.plan;

import java.util.Collections;
import java.util.List;

/**
 * Boards of unequal speed that share one network.
 *
 * @param rates images a second of the same graphs on each, above 0
 */
public record UnequalBoards(List<Double> rates) {

    public UnequalBoards {
        rates = List.copyOf(rates);
        if (rates.isEmpty() || rates.stream().anyMatch(rate -> !(rate > 0))) {
            throw new IllegalArgumentException("rates are above 0, not " + rates);
        }
    }

    /** Each board's speed, the fastest's as 1. */
    public List<Double> speeds() {
        double fastest = Collections.max(rates);
        return rates.stream().map(rate -> rate / fastest).toList();
    }

    /**
     * The weights by which all boards are through with an image at the same time, the greatest as
     * 1. Beside its graphs each board has as much to do as the others, which takes the slow ones
     * longer; so they get less than they are slow. One that would be through too late without any
     * graphs has 0 or less.
     *
     * @param graphsMs of all shards together, on the first board
     * @param besideMs of each board, on the first
     */
    public List<Double> weights(double graphsMs, double besideMs) {
        List<Double> speeds = speeds();
        double sum = speeds.stream().mapToDouble(speed -> speed).sum();
        double first = speeds.get(0);
        double beside = besideMs * first;
        double together = (graphsMs * first + rates.size() * beside) / sum;
        List<Double> shares = speeds.stream().map(speed -> speed * together - beside).toList();
        double greatest = Collections.max(shares);
        return shares.stream().map(share -> share / greatest).toList();
    }
}
