package org.decnn.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.decnn.job.kafka.KafkaOptions;
import org.decnn.job.kafka.PredictionFormat;
import org.decnn.job.kafka.ValueFormat;
import org.decnn.job.local.LocalKafka;
import org.decnn.job.testing.CommandRun;
import org.decnn.job.testing.SmallModel;
import org.decnn.model.directory.ModelDirectoryException;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What would make the job fail on the cluster is said before it is submitted. */
class KafkaJobTest {

    @TempDir private static Path folder;
    private static Path model;

    @BeforeAll
    static void splitNetwork() throws IOException {
        model = SmallModel.split(SmallNetworks.denseChain(1), 4, folder).path();
    }

    @Test
    @Tag("integration")
    void brokersOutOfReachAreNamed() throws IOException {
        String closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = "127.0.0.1:" + socket.getLocalPort();
        }

        assertOneLine(submit(model, closed), closed, "start it, or give the address");
    }

    @Test
    @Tag("integration")
    void aMissingTopicOfImagesIsNamed() throws IOException {
        try (LocalKafka kafka = LocalKafka.start()) {
            CommandRun run = submit(model, kafka.bootstrapServers());

            assertOneLine(run, "topic 'in' does not exist", "kafka-topics.sh --create --topic in");
        }
    }

    @Test
    void aModelThatIsNoneIsNamed() {
        assertOneLine(submit(folder, "localhost:1"), folder.toString(), "decnn shard");
        assertOneLine(submit(folder.resolve("none"), "localhost:1"), "none", "decnn shard");
        assertOneLine(submit("s9://bucket/model", "localhost:1"), "s9", "cannot be read");
    }

    /** As in application mode, where it must not end the process. */
    @Test
    void outsideOfFlinkRunTheErrorIsThrownWithItsCause() {
        assertThatThrownBy(
                        () ->
                                KafkaJob.main(
                                        new String[] {
                                            "--model", folder.toString(),
                                            "--brokers", "localhost:1",
                                            "--images", "in",
                                            "--predictions", "out",
                                            "--dead-letters", "bad"
                                        }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasCauseInstanceOf(ModelDirectoryException.class);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "--devices, 5, 5 device(s), use 1 to 4",
        "--replicas, 0, --replicas, at least 1",
        "--top, 0, --top, at least 1",
        "--max-age, 0, --max-age, at least 0.001 s",
        "--timeout, 10, --timeout, at least 1000 ms",
        "--checkpoint-interval, 1, --checkpoint-interval, at least 10 ms",
        "--checkpoint-interval, 900000, checkpoints every 900 s, lower --checkpoint-interval",
        "--delivery, at-most-once, at-most-once, exactly-once",
        "--value-format, json, json, avro",
        "--output-format, raw, raw, json",
        "--decode, here, 'here', in-turn nor where-read",
        "--dead-letters, in, 'in', must be three",
        "--max-bytes, 0, maxBytes, ask for at least 1",
        "--property, transaction.timeout.ms=soon, soon, give milliseconds",
        "--property, auto.offset.reset=newest, newest, earliest or latest",
        "--property, bootstrap.servers=other:9092, bootstrap.servers, --brokers",
        "--property, group.id=mine, group.id, --group",
        "--property, client.id=mine, client.id, client.id.prefix",
        "--property, transactional.id=mine, transactional.id, --transactional-id-prefix",
        "--property, value.deserializer=Mine, value.deserializer, --value-format",
        "--property, key.serializer=Mine, key.serializer, --value-format",
        "--property, isolation.level=read_uncommitted, isolation.level, read_committed",
        "--property, enable.auto.commit=true, enable.auto.commit, false",
        "--property, acks=1, acks, all",
        "--property, enable.idempotence=false, idempotence, another --property",
        "--property, linger.ms=soon, linger.ms, another --property",
        "--property, fetch.min.bytes=-1, fetch.min.bytes, another --property",
        "--property, config.providers=vault, config.providers, --properties",
        "--property, ssl.key.password=x, ssl.key.password is secret, --properties FILE",
        "--property, a.plugins.own=x, not one that Kafka knows, --properties FILE",
        "--properties, none.properties, none.properties, there is none",
        "--dead-letter-bytes, -1, --dead-letter-bytes, 0 to",
        "--fast, 1, --fast, --help"
    })
    void aWrongOptionIsNamed(String option, String value, String thing, String remedy) {
        assertOneLine(submit(model, "localhost:1", option, value), thing, remedy);
    }

    @ParameterizedTest
    @CsvSource({"avro, AVRO", "json, JSON"})
    void predictionsAreOfTheFormatThatIsAskedFor(String given, PredictionFormat format) {
        TopicOptions options = new TopicOptions();
        CommandLines.of(options)
                .parseArgs(
                        ("--brokers localhost:1 --images in --predictions out --dead-letters dead"
                                        + " --output-format "
                                        + given)
                                .split(" "));

        KafkaOptions kafka =
                options.kafka(ValueFormat.AVRO, DeliveryGuarantee.AT_LEAST_ONCE, null, line -> {});

        assertThat(kafka.predictionFormat()).isEqualTo(format);
    }

    @Test
    void aPropertyIsGivenInOnePlace() throws IOException {
        Path file = Files.writeString(folder.resolve("twice.properties"), "linger.ms=5\n");

        assertOneLine(
                submit(model, "localhost:1", "--properties", file, "--property", "linger.ms=9"),
                "linger.ms is in " + file,
                "give it in one place");
    }

    @Test
    void verboseAddsTheStackTrace() {
        CommandRun run = submit(folder, "localhost:1", "--verbose");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("\tat org.decnn.");
    }

    private static CommandRun submit(Object model, String brokers, Object... more) {
        List<Object> args =
                new ArrayList<>(List.of("--model", model, "--brokers", brokers, "--images", "in"));
        args.addAll(List.of("--predictions", "out"));
        if (!List.of(more).contains("--dead-letters")) {
            args.addAll(List.of("--dead-letters", "dead"));
        }
        args.addAll(List.of(more));
        return CommandRun.of(new KafkaJob(), args.toArray());
    }

    private static void assertOneLine(CommandRun run, String thing, String remedy) {
        assertThat(run.err()).contains(thing).containsIgnoringCase(remedy);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("decnn: ").doesNotContain("\tat ", "--verbose");
        assertThat(run.code()).isEqualTo(2);
    }
}
