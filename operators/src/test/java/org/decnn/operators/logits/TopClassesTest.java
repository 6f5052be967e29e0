package org.decnn.operators.logits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopClassesTest {

    @ParameterizedTest(name = "{0} of 50")
    @ValueSource(ints = {0, 1, 5, 50, 60})
    void theBestOfAStableSortComeFirst(int k) {
        Random random = new Random(1);
        float[] logits = new float[50];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = random.nextInt(20) - 10; // many are equal
        }
        List<Integer> sorted =
                IntStream.range(0, logits.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> -logits[i]))
                        .limit(k)
                        .toList();

        assertThat(classes(logits, k)).isEqualTo(sorted);
    }

    @Test
    void bothZerosAreEqualAndWhatIsNoNumberComesLast() {
        float[] logits = {Float.NaN, -0f, 0f, -1, Float.NEGATIVE_INFINITY, Float.NaN};

        assertThat(classes(logits, 6)).containsExactly(1, 2, 3, 4, 0, 5);
    }

    @Test
    void probabilitiesAreTheSoftmaxOfAllClasses() {
        List<TopClasses.Entry> top = TopClasses.of(new float[] {1000, 1001, 999}, List.of("a"), 2);

        double sum = 1 + Math.exp(-1) + Math.exp(-2);
        assertThat(top)
                .containsExactly(
                        new TopClasses.Entry(1, "1", 1 / sum),
                        new TopClasses.Entry(0, "a", Math.exp(-1) / sum));
    }

    private static List<Integer> classes(float[] logits, int k) {
        return TopClasses.of(logits, List.of(), k).stream()
                .map(TopClasses.Entry::classIndex)
                .toList();
    }
}
