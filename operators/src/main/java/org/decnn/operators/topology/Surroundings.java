package org.decnn.operators.topology;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.decnn.model.network.NetworkException;
import org.decnn.operators.model.NetworkName;

/** The job that a network is put into, whose settings are not the network's to make. */
record Surroundings(StreamExecutionEnvironment environment, NetworkName network) {

    /**
     * @throws NetworkException if the network cannot run there: what is set so, why that cannot be,
     *     and the remedy
     */
    void check() {
        RuntimeExecutionMode mode =
                environment.getConfiguration().get(ExecutionOptions.RUNTIME_MODE);
        require(
                mode == RuntimeExecutionMode.STREAMING,
                ExecutionOptions.RUNTIME_MODE.key(),
                mode,
                "a batch job computes a stage when the one before has had all images, and no more of"
                        + " them are let in than may be in flight",
                RuntimeExecutionMode.STREAMING);
        require(
                environment.isChainingEnabled(),
                PipelineOptions.OPERATOR_CHAINING.key(),
                false,
                "a stage and its exchange are one task, or whole activations go between devices",
                true);
        // Of a job without checkpoints the environment's own answer is AT_LEAST_ONCE.
        CheckpointingMode consistency =
                environment
                        .getConfiguration()
                        .get(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE);
        require(
                consistency == CheckpointingMode.EXACTLY_ONCE,
                CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE.key(),
                consistency,
                "a stage takes each slice once, and fails at one that is replayed to it",
                CheckpointingMode.EXACTLY_ONCE);
        requireNoOther();
    }

    private static void require(
            boolean holds, String setting, Object value, String why, Object remedy) {
        if (!holds) {
            throw new NetworkException(
                    "a split network does not run with %s: %s (%s): set it to %s"
                            .formatted(setting, value, why, remedy));
        }
    }

    private void requireNoOther() {
        String decoder = network.of(SplitNetwork.DECODER);
        if (environment.getTransformations().stream()
                .anyMatch(operator -> decoder.equals(operator.getUid()))) {
            throw new NetworkException(
                    "the job has an operator of uid '"
                            + decoder
                            + "' already: give each of its networks a name of its own, with"
                            + " SplitOptions.named");
        }
    }
}
