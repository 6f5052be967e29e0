package org.decnn.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.OutputTag;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.decnn.job.avro.DeadLetter;
import org.decnn.job.avro.ImageRecord;
import org.decnn.job.avro.Prediction;
import org.decnn.job.local.LocalKafka;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.image.IncomingImage;
import org.decnn.operators.image.RejectedImage;
import org.decnn.operators.serial.RecordTypeInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Images from a real broker, through a job that fails midway, to a real broker. */
@Tag("integration")
class KafkaRoundTripTest {
    private static final int PICTURES = 20;
    private static final OutputTag<RejectedImage> REJECTED =
            new OutputTag<>("rejected", TypeInformation.of(RejectedImage.class));

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    @Test
    void everyRecordIsAnsweredExactlyOnceAcrossAFailure() throws Exception {
        try (LocalKafka kafka = LocalKafka.start()) {
            Topics topics = new Topics(kafka.bootstrapServers(), "round-trip");
            KafkaOptions options = topics.options();
            kafka.createTopic(options.imagesTopic(), 2);
            TopicCheck.DEFAULT.check(options);
            topics.send(input(options.imagesTopic()));

            FailOnce.arm();
            run(options);

            assertThat(FailOnce.hasFailed()).isTrue();
            List<Prediction> predictions = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record :
                    topics.committed(options.predictionsTopic())) {
                predictions.add(Prediction.fromByteBuffer(ByteBuffer.wrap(record.value())));
                assertThat(new String(record.key(), UTF_8))
                        .isEqualTo(predictions.get(predictions.size() - 1).getId());
            }
            assertThat(predictions)
                    .extracting(Prediction::getId)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, PICTURES).mapToObj(i -> "picture-" + i).toList());
            assertThat(predictions)
                    .allSatisfy(
                            p ->
                                    assertThat("picture-" + p.getTop().get(0).getClassIndex())
                                            .isEqualTo(p.getId()));

            List<DeadLetter> deadLetters = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record :
                    topics.committed(options.deadLettersTopic())) {
                deadLetters.add(DeadLetter.fromByteBuffer(ByteBuffer.wrap(record.value())));
            }
            assertThat(deadLetters)
                    .extracting(d -> d.getReason() + " " + d.getId())
                    .containsExactlyInAnyOrder(
                            "EMPTY tombstone",
                            "EMPTY round-trip-images-1-10",
                            "MALFORMED_RECORD round-trip-images-0-11",
                            "MALFORMED_RECORD large");
            assertThat(deadLetters)
                    .filteredOn(d -> d.getId().equals("large"))
                    .singleElement()
                    .satisfies(d -> assertThat(d.getContent()).isNull())
                    .satisfies(d -> assertThat(d.getMessage()).contains("partition 1, offset 11"));
        }
    }

    /** Pictures in turn to partitions 0 and 1; then a tombstone, nothing, garbage, much garbage. */
    private static List<ProducerRecord<byte[], byte[]>> input(String topic) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < PICTURES; i++) {
            ByteBuffer content = ByteBuffer.wrap(new byte[] {(byte) i});
            byte[] value =
                    new ImageRecord("picture-" + i, content, null, Map.of()).toByteBuffer().array();
            records.add(new ProducerRecord<>(topic, i % 2, null, value));
        }
        records.add(new ProducerRecord<>(topic, 0, "tombstone".getBytes(UTF_8), null));
        records.add(new ProducerRecord<>(topic, 1, null, new byte[0]));
        records.add(new ProducerRecord<>(topic, 0, null, "garbage".getBytes(UTF_8)));
        records.add(new ProducerRecord<>(topic, 1, "large".getBytes(UTF_8), new byte[1_000_000]));
        return records;
    }

    /** The network of this test answers with the class that the picture's only byte names. */
    private static void run(KafkaOptions options) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(50));
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment flink =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        flink.setParallelism(2);
        flink.enableCheckpointing(50);

        SingleOutputStreamOperator<IncomingImage> images =
                flink.fromSource(
                                ImageSource.builder(options)
                                        .setBounded(OffsetsInitializer.latest())
                                        .build(),
                                WatermarkStrategy.noWatermarks(),
                                "images")
                        .map(new FailOnce())
                        .returns(new RecordTypeInfo<>(new KafkaImageFormat()))
                        .rebalance()
                        .process(new ImageRecordReader(options.valueFormat(), REJECTED));
        images.map(
                        image -> {
                            float[] logits = new float[PICTURES];
                            logits[image.content()[0]] = 1;
                            return new ClassifiedImage(image.header(), logits);
                        })
                .sinkTo(
                        ImageSinks.predictions(
                                options,
                                new PredictionRecords(
                                        options.predictionsTopic(), List.of(), "test", "1", 1)));
        images.getSideOutput(REJECTED)
                .sinkTo(
                        ImageSinks.deadLetters(
                                options,
                                new DeadLetterRecords(
                                        options.deadLettersTopic(),
                                        DeadLetterRecords.DEFAULT_CONTENT_LIMIT)));
        flink.execute();
    }
}
