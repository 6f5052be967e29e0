package org.decnn.benchmarks.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/** Kafka and a JobManager at the hub, which live on, and TaskManagers that come and go. */
final class Cluster implements AutoCloseable {

    private static final int START_SECONDS = 120;

    /** Into the process's own log: says whose heap was full. */
    private static final String GC_LOG = "-Xlog:gc";

    private final Processes processes;
    private final Machine machine;
    private final Path home;
    private final FlinkRest rest;
    private final int rpcPort = freePort();
    private final int restPort = freePort();
    private final int kafkaPort = freePort();
    private final int controllerPort = freePort();
    private final List<Process> started = new ArrayList<>();

    /**
     * @param home the project's folder
     */
    Cluster(Processes processes, Path home) throws IOException {
        this.processes = processes;
        this.machine = processes.machine();
        this.home = home;
        this.rest = new FlinkRest("http://" + machine.address(Machine.HUB) + ":" + restPort);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    String brokers() {
        return machine.address(Machine.HUB) + ":" + kafkaPort;
    }

    FlinkRest rest() {
        return rest;
    }

    void start() throws Exception {
        Path conf = Files.createDirectories(processes.folder().resolve("conf"));
        write(conf.resolve("config.yaml"), flinkConfiguration());
        Files.writeString(
                conf.resolve("log4j.properties"),
                """
                rootLogger.level = INFO
                rootLogger.appenderRef.console.ref = console
                appender.console.type = Console
                appender.console.name = console
                appender.console.layout.type = PatternLayout
                appender.console.layout.pattern = %d{HH:mm:ss,SSS} %-5p %c{1} %m%n
                """);
        startKafka(conf);
        startJobManager();
        Wait.until(START_SECONDS, this::kafkaListens, "Kafka does not listen");
        Wait.until(START_SECONDS, rest::answers, "the JobManager does not answer");
    }

    private Map<String, String> flinkConfiguration() {
        String hub = machine.address(Machine.HUB);
        Path folder = processes.folder();
        return Map.ofEntries(
                Map.entry("jobmanager.rpc.address", hub),
                Map.entry("jobmanager.rpc.port", Integer.toString(rpcPort)),
                Map.entry("jobmanager.bind-host", hub),
                Map.entry("jobmanager.memory.heap.size", "512m"),
                Map.entry("jobmanager.memory.off-heap.size", "64m"),
                Map.entry("jobmanager.memory.jvm-metaspace.size", "256m"),
                Map.entry("jobmanager.memory.jvm-overhead.min", "64m"),
                Map.entry("jobmanager.memory.jvm-overhead.max", "64m"),
                Map.entry("rest.address", hub),
                Map.entry("rest.bind-address", hub),
                Map.entry("rest.port", Integer.toString(restPort)),
                Map.entry("taskmanager.numberOfTaskSlots", "1"),
                Map.entry("cluster.evenly-spread-out-slots", "true"),
                Map.entry("cluster.registration.error-delay", "500"),
                Map.entry("pekko.ask.timeout", "60 s"),
                Map.entry("pekko.startup-timeout", "60 s"),
                Map.entry("heartbeat.interval", "2000"),
                // A device behind a slow link answers late, and is not dead.
                Map.entry("heartbeat.timeout", "120000"),
                Map.entry("restart-strategy.type", "none"),
                Map.entry("execution.checkpointing.dir", "file://" + folder.resolve("checkpoints")),
                Map.entry("execution.checkpointing.timeout", "10 min"),
                Map.entry("metrics.fetcher.update-interval", "100"),
                // Ended jobs: the lab has dozens of them, and asks about none.
                Map.entry("jobstore.cache-size", "1048576"),
                Map.entry("io.tmp.dirs", folder.resolve("tmp").toString()));
    }

    private void startKafka(Path conf) throws Exception {
        Path properties = conf.resolve("kafka.properties");
        String hub = machine.address(Machine.HUB);
        Files.writeString(
                properties,
                """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@%1$s:%3$d
                controller.listener.names=CONTROLLER
                listeners=PLAINTEXT://%1$s:%2$d,CONTROLLER://%1$s:%3$d
                log.dirs=%4$s
                auto.create.topics.enable=false
                log.message.timestamp.type=LogAppendTime
                group.initial.rebalance.delay.ms=0
                log.cleaner.dedupe.buffer.size=4194304
                offsets.topic.num.partitions=1
                offsets.topic.replication.factor=1
                transaction.state.log.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                share.coordinator.state.topic.num.partitions=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                """
                        .formatted(
                                hub,
                                kafkaPort,
                                controllerPort,
                                processes.folder().resolve("kafka")));
        Process format =
                processes.start(
                        "kafka-format",
                        Machine.HUB,
                        projectClass(
                                "-Xmx128m",
                                "kafka.tools.StorageTool",
                                "format",
                                "--config",
                                properties.toString(),
                                "--cluster-id",
                                "DeCNNdeviceLab00000000"));
        processes.waitedLine(format, "kafka-format", "Kafka's folder cannot be made");
        started.add(
                processes.start(
                        "kafka",
                        Machine.HUB,
                        projectClass("-Xmx384m", "kafka.Kafka", properties.toString())));
    }

    private List<String> projectClass(String heap, String... arguments) {
        List<String> all = new ArrayList<>(List.of(heap, "-XX:+UseSerialGC"));
        all.add(
                "-Dlog4j2.configurationFile="
                        + processes.folder().resolve("conf/log4j.properties"));
        all.addAll(
                List.of("-cp", home + "/job/target/decnn-job.jar:" + home + "/job/target/lib/*"));
        all.addAll(List.of(arguments));
        return all;
    }

    private boolean kafkaListens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(machine.address(Machine.HUB), kafkaPort), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void startJobManager() throws IOException {
        Configuration configuration = Configuration.fromMap(flinkConfiguration());
        JobManagerProcessSpec spec = JobManagerProcessUtils.processSpecFromConfig(configuration);
        List<String> flags =
                words(JobManagerProcessUtils.generateJvmParametersStr(spec, configuration));
        flags.addAll(List.of("-XX:+UseSerialGC", GC_LOG));
        List<String> arguments =
                arguments("org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint");
        arguments.addAll(words(JobManagerProcessUtils.generateDynamicConfigsStr(spec)));
        started.add(processes.startFlink("jobmanager", Machine.HUB, flags, arguments));
    }

    /**
     * Starts a TaskManager on a device.
     *
     * @param jvm flags besides those that Flink gives it
     */
    Process startTaskManager(String id, int device, TaskManagerMemory memory, List<String> jvm)
            throws IOException {
        Configuration configuration = Configuration.fromMap(memory.configuration());
        configuration.setString("taskmanager.numberOfTaskSlots", "1");
        TaskExecutorProcessSpec spec =
                TaskExecutorProcessUtils.processSpecFromConfig(configuration);
        List<String> flags = words(ProcessMemoryUtils.generateJvmParametersStr(spec));
        flags.addAll(jvm);
        flags.add(GC_LOG);
        List<String> arguments =
                arguments("org.apache.flink.runtime.taskexecutor.TaskManagerRunner");
        arguments.addAll(words(TaskExecutorProcessUtils.generateDynamicConfigsStr(spec)));
        Map<String, String> own =
                Map.of(
                        "taskmanager.resource-id",
                        id,
                        "taskmanager.host",
                        machine.address(device),
                        "taskmanager.bind-host",
                        machine.address(device),
                        TaskManagerOptions.MEMORY_SEGMENT_SIZE.key(),
                        configuration.get(TaskManagerOptions.MEMORY_SEGMENT_SIZE).getBytes() + "b");
        own.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
        return processes.startFlink(id, device, flags, arguments);
    }

    private List<String> arguments(String mainClass) {
        return new ArrayList<>(
                List.of(mainClass, "--configDir", processes.folder().resolve("conf").toString()));
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.strip().split("\\s+"))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /**
     * Submits a job as a user does, with {@code flink run}.
     *
     * @param options of {@code flink run}, and the job's own behind the jar
     * @return the job's id
     */
    String submit(List<String> options) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("org.apache.flink.client.cli.CliFrontend", "run", "-d"));
        arguments.addAll(options);
        Process process =
                processes.startFlink(
                        "submit",
                        Machine.HUB,
                        List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                        arguments);
        String marker = "Job has been submitted with JobID ";
        if (process.waitFor() == 0) {
            for (String line : Files.readAllLines(processes.log("submit"))) {
                if (line.startsWith(marker)) {
                    return line.substring(marker.length()).strip();
                }
            }
        }
        throw new LabException("the job is not submitted: " + processes.lastLine("submit"));
    }

    private static void write(Path file, Map<String, String> configuration) throws IOException {
        List<String> lines =
                configuration.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .sorted()
                        .toList();
        Files.write(file, lines);
    }

    @Override
    public void close() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }
}
