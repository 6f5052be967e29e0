package org.decnn.model.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.decnn.model.network.NetworkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharesTest {

    @Test
    void whatDividesIsDealtOutInProportion() {
        assertThat(new Shares(List.of(2., 1., 1.)).deal(4)).containsExactly(2, 1, 1);
        assertThat(new Shares(List.of(1., 1., .5, 1.)).deal(7)).containsExactly(2, 2, 1, 2);
        assertThat(Shares.even(4).deal(8)).containsExactly(2, 2, 2, 2);
    }

    @Test
    void whatDoesNotDivideKeepsTheSlowestShardAsLittleBehindAsCanBe() {
        assertThat(new Shares(List.of(2., 2., 2., 1.)).deal(4)).containsExactly(1, 1, 1, 1);
        assertThat(new Shares(List.of(2., 2., 2., 1.)).deal(8)).containsExactly(3, 2, 2, 1);
        assertThat(new Shares(List.of(100., 1.)).deal(5)).containsExactly(5, 0);
    }

    /** Against every other way to deal out a few. */
    @Property(tries = 200)
    void noOtherWayHasTheLastShardThroughSooner(
            @ForAll @Size(3) List<@DoubleRange(min = 0.1, max = 10) Double> weights,
            @ForAll @IntRange(min = 1, max = 12) int units) {
        Shares shares = new Shares(weights);
        double best =
                IntStream.rangeClosed(0, units)
                        .boxed()
                        .flatMap(
                                first ->
                                        IntStream.rangeClosed(0, units - first)
                                                .mapToObj(
                                                        second ->
                                                                List.of(
                                                                        first,
                                                                        second,
                                                                        units - first - second)))
                        .mapToDouble(shares::pace)
                        .min()
                        .orElseThrow();

        List<Integer> dealt = shares.deal(units);

        assertThat(dealt.stream().mapToInt(count -> count).sum()).isEqualTo(units);
        assertThat(shares.pace(dealt)).isCloseTo(best, within(1e-9));
    }

    @Test
    void thePaceIsOneOverTheShardsWhereEachHasItsPart() {
        Shares shares = new Shares(List.of(2., 1., 1.));

        assertThat(shares.pace(List.of(20, 10, 10))).isCloseTo(1 / 3., within(1e-9));
        assertThat(shares.pace(List.of(10, 10, 20))).isCloseTo(2 / 3., within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 1e-9, 1e9, Double.NaN, Double.POSITIVE_INFINITY})
    void aWeightThatIsNoPartIsRefusedByItsShard(double weight) {
        assertThatThrownBy(() -> new Shares(List.of(1., weight)))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("shard 2")
                .hasMessageContaining("leave the shard out");
    }
}
