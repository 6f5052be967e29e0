package org.decnn.model.testing.fuzz;

import java.util.Random;

/**
 * One step in the growth of a random network. Every move can be made on every network: what it does
 * depends on what is there, and one that does not fit does nothing. So moves can be left out of a
 * list, and what is left is a smaller network.
 *
 * @param kind which {@link Step}, of as many as there are
 * @param seed of the step's own choices
 */
public record Move(int kind, int seed) {

    static Move random(Random random) {
        return new Move(random.nextInt(1000), random.nextInt(1_000_000));
    }

    Choices choices() {
        return new Choices(seed);
    }
}
