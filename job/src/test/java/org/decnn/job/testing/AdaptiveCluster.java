package org.decnn.job.testing;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.decnn.job.settings.NetworkSettings;

/** A Flink cluster in this process whose jobs go on with the devices that are left. */
public final class AdaptiveCluster implements AutoCloseable {

    private final MiniCluster cluster;
    private int taskManagers;

    private AdaptiveCluster(MiniCluster cluster, int taskManagers) {
        this.cluster = cluster;
        this.taskManagers = taskManagers;
    }

    public static AdaptiveCluster start(int devices, Path scratch) throws Exception {
        return start(devices, 1, SmallModel.NETWORK, scratch);
    }

    /**
     * @param network of each TaskManager
     */
    public static AdaptiveCluster start(
            int taskManagers, int slots, NetworkSettings network, Path scratch) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(JobManagerOptions.SCHEDULER, JobManagerOptions.SchedulerType.Adaptive);
        configuration.set(
                JobManagerOptions.SCHEDULER_SUBMISSION_RESOURCE_STABILIZATION_TIMEOUT,
                Duration.ofMillis(100));
        configuration.set(
                JobManagerOptions.SCHEDULER_EXECUTING_COOLDOWN_AFTER_RESCALING, Duration.ZERO);
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofMillis(500));
        configuration.set(RestOptions.BIND_PORT, "0");
        configuration.set(RestOptions.ADDRESS, "localhost");
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                scratch.resolve("checkpoints").toUri().toString());
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.parse("1mb"));
        network.applyTo(configuration);
        MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(configuration)
                                .setNumTaskManagers(taskManagers)
                                .setNumSlotsPerTaskManager(slots)
                                .build());
        cluster.start();
        return new AdaptiveCluster(cluster, taskManagers);
    }

    /** Ends a TaskManager, and what runs on it. */
    public void loseDevice() throws Exception {
        cluster.terminateTaskManager(--taskManagers).get();
    }

    public StreamExecutionEnvironment environment() {
        var address = cluster.getRestAddress().join();
        return StreamExecutionEnvironment.createRemoteEnvironment(
                address.getHost(), address.getPort());
    }

    public String webAddress() {
        return cluster.getRestAddress().join().toString();
    }

    @Override
    public void close() throws Exception {
        cluster.close();
    }
}
