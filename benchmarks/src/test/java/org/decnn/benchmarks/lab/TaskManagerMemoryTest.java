package org.decnn.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.Test;

class TaskManagerMemoryTest {

    @Test
    void whatServesTwoSystemsHasTheLargerBuffersAndAsManyAsTheOneWithMore() {
        TaskManagerMemory fewLarge = memory("512kb", "72mb");
        TaskManagerMemory manySmall = memory("32kb", "32mb");

        for (TaskManagerMemory both :
                new TaskManagerMemory[] {
                    fewLarge.atLeast(manySmall), manySmall.atLeast(fewLarge)
                }) {
            assertThat(both.networkBuffers()).isEqualTo(1024);
            assertThat(both.configuration())
                    .containsEntry("taskmanager.memory.segment-size", 512 * 1024 + "b")
                    .containsEntry("taskmanager.memory.network.min", 512L * 1024 * 1024 + "b")
                    .containsEntry("taskmanager.memory.network.max", 512L * 1024 * 1024 + "b");
        }
    }

    private static TaskManagerMemory memory(String segment, String network) {
        return new TaskManagerMemory(
                Map.of(
                        "taskmanager.memory.segment-size", MemorySize.parse(segment),
                        "taskmanager.memory.network.min", MemorySize.parse(network),
                        "taskmanager.memory.network.max", MemorySize.parse(network)));
    }
}
