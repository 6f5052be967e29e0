package org.decnn.job.settings;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.decnn.operators.topology.SplitNetwork;

/**
 * What a job is set to that is a split network, a source, sinks and nothing else: whatever a
 * cluster's configuration could have otherwise, and this job relies on.
 */
public final class JobEnvironment {

    private JobEnvironment() {}

    /** To be called before the operators are added. */
    public static void configure(StreamExecutionEnvironment environment, SplitNetwork network) {
        environment.setParallelism(network.devices());
        environment.setMaxParallelism(network.maxParallelism());
        environment.configure(
                new Configuration()
                        .set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING)
                        .set(PipelineOptions.GENERIC_TYPES, false)
                        // A stage lends its exchange what it computed: in one chain, uncopied.
                        .set(PipelineOptions.OPERATOR_CHAINING, true)
                        .set(PipelineOptions.OBJECT_REUSE, true)
                        // A join takes each slice once: one that is replayed to it is an error.
                        .set(
                                CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
                                CheckpointingMode.EXACTLY_ONCE)
                        // A device has no managed memory for another.
                        .set(StateBackendOptions.STATE_BACKEND, "hashmap")
                        // Else the last image waits in a buffer until others fill it.
                        .set(ExecutionOptions.BUFFER_TIMEOUT_ENABLED, true));
        if (network.takesLargeImages()) {
            // One that waits for a timer to send its last bytes waits longer than it is computed.
            environment.setBufferTimeout(0);
        }
    }
}
