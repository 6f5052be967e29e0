package org.decnn.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.program.ClusterClient;
import org.apache.flink.test.junit5.InjectClusterClient;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.decnn.job.local.LocalKafka;
import org.decnn.operators.logits.TopClasses;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
class AlertWhenSeenTest {

    private static final int PICTURES = 12;
    private static final long PATIENCE_NANOS = Duration.ofMinutes(3).toNanos();

    @RegisterExtension private static final MiniClusterExtension CLUSTER = Pets.boards();

    @TempDir private Path folder;

    @Test
    void eachPictureOfTheClassIsAnAlertAndWhatIsNoPictureSaysWhy(
            @InjectClusterClient ClusterClient<?> flink) throws Exception {
        Pets pets = Pets.below(folder);
        String watched = pets.in(Pets.picture(0)).label();
        List<String> expected = new ArrayList<>();
        try (LocalKafka kafka = LocalKafka.start()) {
            kafka.createTopic("images", 1);
            kafka.createTopic("alerts", 1);
            for (int i = 0; i < PICTURES; i++) {
                send(kafka, Pets.picture(i));
                TopClasses.Entry seen = pets.in(Pets.picture(i));
                if (seen.label().equals(watched) && seen.probability() >= 0.5) {
                    expected.add("images-0-" + i + ": " + watched);
                }
            }
            send(kafka, new byte[0]);
            expected.add("images-0-" + PICTURES + ": image has no bytes");

            start(pets.uri(), kafka.bootstrapServers(), watched);

            assertThat(alerts(kafka, expected.size()))
                    .hasSizeGreaterThan(1)
                    .containsExactlyInAnyOrderElementsOf(expected);
            cancel(flink);
        }
    }

    /** It has no end, and must not outlive its broker. */
    private static void cancel(ClusterClient<?> flink) throws Exception {
        JobID job = flink.listJobs().get().iterator().next().getJobId();
        flink.cancel(job).get();
        while (!flink.getJobStatus(job).get().isGloballyTerminalState()) {
            Thread.sleep(50);
        }
    }

    private static void start(String... args) {
        Thread job =
                new Thread(
                        () -> {
                            try {
                                AlertWhenSeen.main(args);
                            } catch (Exception e) {
                                // It is cancelled.
                            }
                        });
        job.setDaemon(true);
        job.start();
    }

    private static void send(LocalKafka kafka, byte[] picture) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("images", picture)).get();
        }
    }

    private static List<String> alerts(LocalKafka kafka, int count) {
        List<String> alerts = new ArrayList<>();
        long end = System.nanoTime() + PATIENCE_NANOS;
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers", kafka.bootstrapServers(),
                                "group.id", "test",
                                "auto.offset.reset", "earliest"),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            consumer.subscribe(List.of("alerts"));
            while (alerts.size() < count && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(alert -> alerts.add(alert.value()));
            }
        }
        return alerts;
    }
}
