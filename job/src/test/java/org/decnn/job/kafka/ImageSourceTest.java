package org.decnn.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.decnn.job.local.LocalKafka;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where a group without committed offsets starts to read. */
@Tag("integration")
class ImageSourceTest {

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(1)
                            .build());

    @Test
    void itStartsAtTheEarliestUnlessAutoOffsetResetSaysTheLatest() throws Exception {
        try (LocalKafka kafka = LocalKafka.start()) {
            Topics topics = new Topics(kafka.bootstrapServers(), "reset");
            String images = topics.options().imagesTopic();
            kafka.createTopic(images, 1);
            kafka.createTopic("predictions", 1);
            kafka.createTopic("dead", 1);
            topics.send(List.of(new ProducerRecord<>(images, new byte[] {1, 2})));

            assertThat(read(options(topics, null))).hasSize(1);
            assertThat(read(options(topics, "earliest"))).hasSize(1);
            assertThat(read(options(topics, "latest"))).isEmpty();
        }
    }

    private static KafkaOptions options(Topics topics, String reset) {
        Properties properties = new Properties();
        if (reset != null) {
            properties.setProperty("auto.offset.reset", reset);
        }
        return new KafkaOptions(
                topics.brokers(),
                topics.options().imagesTopic(),
                "predictions",
                "dead",
                "group-" + reset,
                ValueFormat.AVRO,
                DeliveryGuarantee.AT_LEAST_ONCE,
                null,
                properties);
    }

    private static List<KafkaImage> read(KafkaOptions options) throws Exception {
        StreamExecutionEnvironment flink = StreamExecutionEnvironment.getExecutionEnvironment();
        flink.setParallelism(1);
        return flink.fromSource(
                        ImageSource.builder(options)
                                .setBounded(OffsetsInitializer.latest())
                                .build(),
                        WatermarkStrategy.noWatermarks(),
                        "images")
                .executeAndCollect(100);
    }
}
