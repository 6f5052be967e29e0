package org.decnn.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.runtime.jobgraph.JobType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.decnn.job.testing.SmallModel;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.topology.SplitOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A savepoint finds its operators by their uids and reads their state with their types. */
class JobGraphTest {

    @TempDir private Path folder;

    private final StreamExecutionEnvironment environment =
            StreamExecutionEnvironment.getExecutionEnvironment(
                    contraryCluster().set(PipelineOptions.AUTO_GENERATE_UIDS, false));

    /** A cluster whose settings would break the job, or slow it down. */
    private static Configuration contraryCluster() {
        return new Configuration()
                .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1))
                .set(CheckpointingOptions.ENABLE_UNALIGNED, true)
                .set(
                        CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
                        CheckpointingMode.AT_LEAST_ONCE)
                .set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH)
                .set(ExecutionOptions.BUFFER_TIMEOUT_ENABLED, false)
                .set(PipelineOptions.OBJECT_REUSE, false)
                .set(PipelineOptions.OPERATOR_CHAINING, false)
                .set(PipelineOptions.MAX_PARALLELISM, 128)
                .set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    }

    @Test
    void whatTheJobReliesOnIsNotTheClustersToSay() {
        Configuration job = Configuration.fromMap(environment.getConfiguration().toMap());
        StreamGraph graph = environment.getStreamGraph(false);

        assertThat(graph.getCheckpointConfig().getCheckpointingConsistencyMode())
                .isEqualTo(CheckpointingMode.EXACTLY_ONCE);
        assertThat(graph.getCheckpointConfig().isUnalignedCheckpointsEnabled()).isTrue();
        assertThat(graph.getExecutionConfig().isObjectReuseEnabled()).isTrue();
        assertThat(graph.getExecutionConfig().getMaxParallelism()).isEqualTo(4);
        assertThat(graph.getJobType()).isEqualTo(JobType.STREAMING);
        assertThat(graph.isChainingEnabled()).isTrue();
        assertThat(graph.getStreamNodes()).noneMatch(node -> node.getBufferTimeout() < 0);
        assertThat(job.get(StateBackendOptions.STATE_BACKEND)).isEqualTo("hashmap");
    }

    @BeforeEach
    void addJob() throws Exception {
        SmallModel model = SmallModel.split(SmallNetworks.denseResidual(1), 4, folder);
        KafkaOptions kafka = new Topics("localhost:9092", "graph").options();
        new KafkaClassification(kafka, SplitOptions.onDevices(4), 1)
                .addTo(environment, model.directory());
    }

    @Test
    void everyOperatorHasAUidOfItsOwn() {
        assertThat(environment.getStreamGraph(false).getJobGraph().getMaximumParallelism())
                .isEqualTo(4);

        environment.fromSequence(1, 2).print();
        assertThatThrownBy(() -> environment.getStreamGraph(false).getJobGraph())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Auto generated UIDs have been disabled");
    }

    @Test
    void noTypeIsLeftToReflection() {
        environment.getStreamGraph(false);

        environment
                .fromSequence(1, 2)
                .uid("numbers")
                .map(number -> new Object())
                .returns(TypeInformation.of(Object.class))
                .uid("objects")
                .print()
                .uid("print");
        assertThatThrownBy(() -> environment.getStreamGraph(false).getJobGraph())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("Generic types have been disabled");
    }
}
