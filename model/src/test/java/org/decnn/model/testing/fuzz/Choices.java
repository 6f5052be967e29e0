package org.decnn.model.testing.fuzz;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** What a move chooses, always the same of the same seed. */
final class Choices {

    private final Random random;

    Choices(int seed) {
        random = new Random(seed * 0x9E3779B97F4A7C15L);
    }

    /** From 0 to one below the bound. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    int between(int least, int most) {
        return least + below(most - least + 1);
    }

    boolean once(int inSoMany) {
        return below(inSoMany) == 0;
    }

    double uniform(double from, double to) {
        return from + random.nextDouble() * (to - from);
    }

    <T> T of(List<T> values) {
        return values.get(below(values.size()));
    }

    @SafeVarargs
    final <T> T of(T... values) {
        return values[below(values.length)];
    }

    int divisorOf(int number) {
        return of(IntStream.rangeClosed(1, number).filter(d -> number % d == 0).boxed().toList());
    }

    /** Numbers that shards of 2 to 6 and blocks of 16 divide, and such as they do not. */
    int channels() {
        return of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 20, 22, 24);
    }
}
