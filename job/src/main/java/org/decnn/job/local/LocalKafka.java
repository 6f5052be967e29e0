package org.decnn.job.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Utils;

/**
 * A real Kafka of one broker within this process, for the demo and the tests: on free ports of the
 * loopback address, its data in a temporary folder that goes when it is closed or the process ends.
 */
public final class LocalKafka implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final String LISTENERS = "listeners";

    private final Path folder;
    private final String bootstrapServers;
    private final KafkaRaftServer server;
    private boolean closed;

    private LocalKafka(Path folder, String bootstrapServers, KafkaRaftServer server) {
        this.folder = folder;
        this.bootstrapServers = bootstrapServers;
        this.server = server;
    }

    /**
     * Starts a broker and returns when it takes requests.
     *
     * @throws IOException if there is no room for its data or no free port
     */
    public static LocalKafka start() throws IOException {
        LocalKafka kafka = start(Files.createTempDirectory("decnn-kafka-"));
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "close local Kafka"));
        return kafka;
    }

    /**
     * The same, its data in a folder that is there for it, for an owner who closes it whatever
     * happens: whoever still waits for a broker that is gone waits for a minute.
     *
     * @throws IOException if there is no room for its data or no free port
     */
    public static LocalKafka start(Path folder) throws IOException {
        return start(folder, Map.of());
    }

    /**
     * The same with more of a broker's properties; listeners among them come beside its own.
     *
     * @throws IOException if there is no room for its data or no free port
     */
    public static LocalKafka start(Path folder, Map<String, String> more) throws IOException {
        String broker;
        String controller;
        // Both at once, so that they differ.
        try (ServerSocket one = freePort();
                ServerSocket other = freePort()) {
            broker = HOST + ":" + one.getLocalPort();
            controller = HOST + ":" + other.getLocalPort();
        }
        Properties properties = properties(folder, broker, controller);
        String listeners = properties.getProperty(LISTENERS);
        properties.putAll(more);
        if (more.containsKey(LISTENERS)) {
            properties.setProperty(LISTENERS, listeners + "," + more.get(LISTENERS));
        }
        format(folder, properties);
        LocalKafka kafka =
                new LocalKafka(
                        folder,
                        broker,
                        new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM));
        try {
            kafka.startup();
        } catch (RuntimeException e) {
            kafka.close();
            throw e;
        }
        return kafka;
    }

    /** Kafka may hang where its start is interrupted: so it starts in a thread of its own. */
    private void startup() {
        CompletableFuture.runAsync(
                        server::startup, start -> new Thread(start, "start of local Kafka").start())
                .join();
    }

    private static ServerSocket freePort() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByName(HOST));
    }

    /** One node that is broker and controller, small enough to start in seconds. */
    private static Properties properties(Path folder, String broker, String controller) {
        Properties properties = new Properties();
        properties.putAll(
                Map.of(
                        "process.roles",
                        "broker,controller",
                        "node.id",
                        "1",
                        "controller.quorum.voters",
                        "1@" + controller,
                        "controller.listener.names",
                        "CONTROLLER",
                        LISTENERS,
                        "PLAINTEXT://" + broker + ",CONTROLLER://" + controller,
                        "log.dirs",
                        folder.resolve("data").toString(),
                        "auto.create.topics.enable",
                        "false",
                        "group.initial.rebalance.delay.ms",
                        "0",
                        "log.cleaner.dedupe.buffer.size",
                        Integer.toString(4 << 20)));
        // A topic's own limit is the one that holds.
        properties.setProperty("socket.request.max.bytes", Integer.toString(Integer.MAX_VALUE));
        for (String topic : List.of("offsets", "transaction.state", "share.coordinator.state")) {
            String prefix = topic.startsWith("transaction") ? topic + ".log." : topic + ".topic.";
            properties.setProperty(prefix + "num.partitions", "1");
            properties.setProperty(prefix + "replication.factor", "1");
            if (!topic.equals("offsets")) {
                properties.setProperty(prefix + "min.isr", "1");
            }
        }
        return properties;
    }

    private static void format(Path folder, Properties properties) throws IOException {
        Path file = folder.resolve("server.properties");
        try (var out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        String[] command = {
            "format", "--config", file.toString(), "--cluster-id", Uuid.randomUuid().toString()
        };
        if (StorageTool.execute(command, new PrintStream(said, true, UTF_8)) != 0) {
            throw new IOException(
                    "cannot format Kafka's folder " + folder + ": " + said.toString(UTF_8).strip());
        }
    }

    /** The broker's host:port. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Where its data is. */
    Path folder() {
        return folder;
    }

    /** Creates a topic and returns when it can be written to. */
    public void createTopic(String name, int partitions) throws InterruptedException {
        createTopic(name, partitions, Map.of());
    }

    /** Creates a topic with these settings and returns when it can be written to. */
    public void createTopic(String name, int partitions, Map<String, String> settings)
            throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) bootstrapServers))) {
            NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty());
            admin.createTopics(List.of(topic.configs(settings))).all().get();
            while (!isLed(admin, name)) {
                Thread.sleep(20);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("topic '" + name + "' was not created", e.getCause());
        }
    }

    private static boolean isLed(Admin admin, String topic)
            throws InterruptedException, ExecutionException {
        try {
            return admin
                    .describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .stream()
                    .noneMatch(p -> p.leader() == null || p.leader().equals(Node.noNode()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }

    /** Stops the broker and deletes its data. A second time it does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        server.shutdown();
        server.awaitShutdown();
        try {
            Utils.delete(folder.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
