package org.decnn.job.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ClusterOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.junit.jupiter.api.Test;

/**
 * {@code deploy/conf/config.yaml}, read as Flink reads it, which passes over what it does not know.
 */
class ShippedConfigurationTest {

    private static final List<Class<?>> OPTIONS =
            List.of(
                    BlobServerOptions.class,
                    CheckpointingOptions.class,
                    ClusterOptions.class,
                    HeartbeatManagerOptions.class,
                    JobManagerOptions.class,
                    RestOptions.class,
                    RestartStrategyOptions.class,
                    RpcOptions.class,
                    SecurityOptions.class,
                    TaskManagerOptions.class);

    private final Configuration shipped =
            GlobalConfiguration.loadConfiguration(Path.of("../deploy/conf").toString());

    @Test
    void flinkKnowsEachKeyAndReadsItsValue() throws Exception {
        List<String> known = new ArrayList<>();
        for (Class<?> options : OPTIONS) {
            for (var field : options.getFields()) {
                if (field.get(null) instanceof ConfigOption<?> option) {
                    shipped.getOptional(option);
                    known.add(option.key());
                }
            }
        }

        // Reporters of metrics have keys of their own.
        assertThat(shipped.keySet())
                .filteredOn(key -> !key.startsWith("metrics."))
                .isSubsetOf(known);
    }

    @Test
    void aBoardIsMissedAndDoneWithoutWithinSeconds() {
        assertThat(shipped.get(JobManagerOptions.SCHEDULER))
                .isEqualTo(JobManagerOptions.SchedulerType.Adaptive);
        assertThat(
                        Stream.of(
                                        HeartbeatManagerOptions.HEARTBEAT_TIMEOUT,
                                        RestartStrategyOptions
                                                .RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
                                        JobManagerOptions
                                                .SCHEDULER_SUBMISSION_RESOURCE_STABILIZATION_TIMEOUT)
                                .map(shipped::get)
                                .reduce(Duration.ZERO, Duration::plus))
                .as("noticed, and waited for another")
                .isLessThan(Duration.ofSeconds(10));
    }
}
