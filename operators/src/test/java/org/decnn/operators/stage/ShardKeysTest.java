package org.decnn.operators.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.assertj.core.data.Percentage;
import org.decnn.operators.flight.FlightPlan;
import org.decnn.operators.slice.Batch;
import org.decnn.operators.slice.SampleId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ShardKeysTest {

    /** Savepoints hold these keys: they must not change. */
    static Stream<Arguments> keyTable() {
        return Stream.of(
                Arguments.of(1, 1, new int[] {0}),
                Arguments.of(2, 1, new int[] {0, 2}),
                Arguments.of(4, 1, new int[] {16, 3, 0, 2}),
                Arguments.of(4, 2, new int[] {45, 3, 6, 9, 16, 27, 0, 2}),
                Arguments.of(8, 1, new int[] {45, 3, 6, 9, 16, 27, 0, 2}));
    }

    @ParameterizedTest(name = "{0} shard(s), {1} replica(s)")
    @MethodSource("keyTable")
    void keysAreThoseOfTheTable(int shards, int replicas, int[] table) {
        ShardKeys keys = new ShardKeys(shards, replicas);
        int[] actual =
                IntStream.range(0, shards * replicas)
                        .map(group -> keys.keyOf(group / shards, group % shards))
                        .toArray();
        assertThat(actual).containsExactly(table);
        assertThat(keys.maxParallelism()).isEqualTo(shards * replicas);
    }

    @ParameterizedTest(name = "{0} shard(s), {1} replica(s), {2} subtask(s)")
    @CsvSource({
        "1, 1, 1", "2, 1, 1", "2, 1, 2", "4, 1, 1", "4, 1, 2", "4, 1, 3", "4, 1, 4", "8, 1, 4",
        "8, 1, 8", "4, 2, 1", "4, 2, 2", "4, 2, 4", "4, 2, 8"
    })
    void everyShardHasOneSubtaskAReplicaAndItIsTheOneThatFlinkSendsItsKeyTo(
            int shards, int replicas, int subtasks) {
        ShardKeys keys = new ShardKeys(shards, replicas);
        Set<Integer> distinct = new HashSet<>();
        for (int shard = 0; shard < shards; shard++) {
            Set<Integer> holders = new HashSet<>();
            for (int replica = 0; replica < replicas; replica++) {
                int key = keys.keyOf(replica, shard);
                int subtask = keys.subtaskOf(replica, shard, subtasks);
                distinct.add(key);
                holders.add(subtask);
                assertThat(subtask)
                        .isEqualTo(
                                KeyGroupRangeAssignment.assignKeyToParallelOperator(
                                        key, keys.maxParallelism(), subtasks));
                assertThat(keys.shardOf(key)).isEqualTo(shard);
            }
            for (int subtask = 0; subtask < subtasks; subtask++) {
                assertThat(keys.holds(subtask, shard, subtasks))
                        .isEqualTo(holders.contains(subtask));
            }
        }
        assertThat(distinct).hasSize(shards * replicas);
    }

    @Test
    void onAsManySubtasksAsShardsEachHoldsTheShardOfItsNumber() {
        ShardKeys keys = new ShardKeys(4, 1);
        for (int shard = 0; shard < 4; shard++) {
            assertThat(keys.subtaskOf(0, shard, 4)).isEqualTo(shard);
        }
    }

    @ParameterizedTest(name = "{0} replicas, {1} partition(s)")
    @CsvSource({"2, 1", "2, 7", "3, 4", "4, 4", "8, 1"})
    void whereDevicesTakeTurnsReplicasGetAnEvenShareOfConsecutiveOffsets(
            int replicas, int partitions) {
        ShardKeys keys = new ShardKeys(4, replicas);
        FlightPlan inTurn = new FlightPlan(keys, 4 * keys.maxParallelism(), 1, false);
        int[] samples = new int[replicas];
        int offsets = 10_000;
        for (int partition = 0; partition < partitions; partition++) {
            for (long offset = 0; offset < offsets; offset++) {
                SampleId sample = new SampleId(partition, offset);
                samples[keys.replicaOf(Batch.of(inTurn.homeOf(sample).key(), sample))]++;
            }
        }
        int even = partitions * offsets / replicas;
        for (int share : samples) {
            assertThat(share).isCloseTo(even, Percentage.withPercentage(1));
        }
    }

    @ParameterizedTest(name = "{0} shard(s), {1} replicas, {2} device(s)")
    @CsvSource({"1, 4, 4", "1, 4, 3", "1, 4, 1", "2, 2, 4", "2, 2, 3", "4, 2, 4"})
    void aBatchGoesToAReplicaThatHasAShardOnTheDeviceThatDecodedIt(
            int shards, int replicas, int devices) {
        ShardKeys keys = new ShardKeys(shards, replicas);
        FlightPlan whereRead = new FlightPlan(keys, 16, 1, true);
        for (int device = 0; device < devices; device++) {
            int home = whereRead.homeOn(device, devices);
            int replica = keys.replicaOf(Batch.of(home, new SampleId(0, device)));

            assertThat(IntStream.range(0, shards))
                    .extracting(shard -> keys.subtaskOf(replica, shard, devices))
                    .contains(device);
        }
    }

    @Test
    void withoutShardsOrReplicasThereAreNoKeys() {
        assertThatThrownBy(() -> new ShardKeys(0, 1)).hasMessageContaining("at least 1 shard");
        assertThatThrownBy(() -> new ShardKeys(1, 0)).hasMessageContaining("at least 1 shard");
    }
}
