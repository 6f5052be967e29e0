package org.decnn.job.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.decnn.job.UsageException;
import org.decnn.job.settings.NetworkSettings;

/** A Flink cluster in this process: one TaskManager with one slot for each device. */
public final class LocalCluster implements AutoCloseable {

    /** How often TaskManagers report, counters included. */
    public static final Duration HEARTBEAT_INTERVAL = Duration.ofMillis(500);

    /** What a run takes of the temporary folder, in bytes: libraries, unpacked, and the job. */
    public static final long ROOM = 64L << 20;

    /** The one interface it listens on, with whatever port: RPC, files, data, and the web UI. */
    private static final String HOST = "localhost";

    private final MiniCluster cluster;
    private final String host;
    private final int port;

    private LocalCluster(MiniCluster cluster) throws Exception {
        this.cluster = cluster;
        var address = cluster.getRestAddress().get();
        this.host = address.getHost();
        this.port = address.getPort();
    }

    /**
     * Starts a cluster; it listens on free ports of the loopback interface alone.
     *
     * @param network of each device: they share this process, not their buffers
     * @param scratch where it keeps all its files
     */
    public static LocalCluster start(int devices, NetworkSettings network, Path scratch) {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.BIND_PORT, "0");
        configuration.set(RestOptions.BIND_ADDRESS, HOST);
        configuration.set(RestOptions.ADDRESS, HOST);
        // Of every other port, too: by default they listen on all interfaces.
        configuration.set(JobManagerOptions.ADDRESS, HOST);
        configuration.set(JobManagerOptions.BIND_HOST, HOST);
        configuration.set(TaskManagerOptions.HOST, HOST);
        configuration.set(TaskManagerOptions.BIND_HOST, HOST);
        configuration.set(WebOptions.SUBMIT_ENABLE, false);
        configuration.set(CoreOptions.TMP_DIRS, scratch.toString());
        // By default one folder for all users of the machine, which belongs to the first.
        configuration.set(WebOptions.TMP_DIR, scratch.toString());
        configuration.set(WebOptions.UPLOAD_DIR, scratch.toString());
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                scratch.resolve("checkpoints").toUri().toString());
        network.applyTo(configuration);
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.parse("1mb"));
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, HEARTBEAT_INTERVAL);
        configuration.set(WebOptions.REFRESH_INTERVAL, HEARTBEAT_INTERVAL);
        configuration.set(JobManagerOptions.SLOT_REQUEST_TIMEOUT, Duration.ofSeconds(30));
        MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(configuration)
                                .setNumTaskManagers(devices)
                                .setNumSlotsPerTaskManager(1)
                                .build());
        try {
            cluster.start();
            return new LocalCluster(cluster);
        } catch (Exception e) {
            try {
                cluster.close();
            } catch (Exception suppressed) {
                e.addSuppressed(suppressed);
            }
            if (e instanceof UnknownHostException) {
                throw new UsageException(nameless(e), e);
            }
            throw new IllegalStateException(
                    "the local Flink cluster does not start: " + e.getMessage(), e);
        }
    }

    /** Flink asks a machine for its own name, and the name for its address. */
    private static String nameless(Exception e) {
        String name = String.valueOf(e.getMessage()).split(":")[0];
        return "this machine does not know its own name, %s: add the line '127.0.0.1 %s' to /etc/hosts"
                .formatted(name, name);
    }

    /** An environment whose jobs run on this cluster. */
    public StreamExecutionEnvironment environment() {
        return StreamExecutionEnvironment.createRemoteEnvironment(host, port);
    }

    /** Address of Flink's web UI and REST interface. */
    public String webAddress() {
        return "http://" + host + ":" + port;
    }

    @Override
    public void close() {
        try {
            cluster.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(
                    "the local Flink cluster does not stop: " + e.getMessage(), e);
        }
    }
}
