package org.decnn.rewrite.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.decnn.model.network.Renumbering.ChannelShuffle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupShuffleTest {

    @Test
    void ofFourGroupsNeighboursMeetThenThoseTwoApart() {
        assertThat(GroupShuffle.butterfly(4, 0).sources(16))
                .containsExactly(0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15);
        assertThat(GroupShuffle.butterfly(4, 1).sources(16))
                .containsExactly(0, 8, 1, 9, 4, 12, 5, 13, 2, 10, 3, 11, 6, 14, 7, 15);
        assertThat(GroupShuffle.butterfly(4, 2)).isEqualTo(GroupShuffle.butterfly(4, 0));
    }

    @Test
    void allGroupsMeetAsInShuffleNet() {
        GroupShuffle all = GroupShuffle.ofAll(4);

        ChannelShuffle shuffleNets = new ChannelShuffle(4, 7);
        assertThat(all.operation(28)).isEqualTo(shuffleNets);
        assertThat(all.sources(28))
                .containsExactly(IntStream.range(0, 28).map(shuffleNets::source).toArray());
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "3, 1", "4, 2", "5, 1", "6, 2", "8, 3", "9, 2", "12, 3"})
    void afterAStepForEachPrimeFactorEveryGroupHasSomethingOfAll(int groups, int steps) {
        int size = 12;
        List<Set<Integer>> reach = new ArrayList<>();
        IntStream.range(0, groups).forEach(group -> reach.add(Set.of(group)));
        for (int step = 0; step < steps; step++) {
            assertThat(reach).noneMatch(met -> met.size() == groups);
            int[] sources = GroupShuffle.butterfly(groups, step).sources(groups * size);
            List<Set<Integer>> before = List.copyOf(reach);
            for (int group = 0; group < groups; group++) {
                Set<Integer> met = new TreeSet<>();
                IntStream.range(group * size, (group + 1) * size)
                        .forEach(to -> met.addAll(before.get(sources[to] / size)));
                reach.set(group, met);
            }
        }
        assertThat(reach).allMatch(met -> met.size() == groups);
    }

    @ParameterizedTest
    @CsvSource({"4, 28", "6, 30", "8, 24", "3, 21"})
    void everyChannelStandsSomewhereAlsoWhereTheyCannotBeDealtOutEvenly(int groups, int channels) {
        for (int step = 0; step < 3; step++) {
            assertThat(GroupShuffle.butterfly(groups, step).sources(channels))
                    .containsExactlyInAnyOrder(IntStream.range(0, channels).toArray());
        }
    }
}
