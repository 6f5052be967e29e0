package org.decnn.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.decnn.job.avro.ClassProbability;
import org.decnn.job.avro.Prediction;
import org.decnn.job.demo.OutcomeTopics.Outcome;
import org.decnn.model.testing.SmallModels;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.image.ImageHeader;
import org.decnn.operators.image.RejectedImageException;
import org.decnn.operators.slice.SampleId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionFormatTest {

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {"cat.jpg", "", "line\nfeed \"quoted\" \\ \u0001\u2028", "Schrödingers 🐈"})
    void inJsonItIsALineThatReadsAsTheSame(String text) throws Exception {
        Prediction prediction = prediction(text, text);

        byte[] line = PredictionFormat.JSON.encoded(prediction);

        assertThat(new String(line, UTF_8)).doesNotContain("\n");
        assertThat(PredictionFormat.decode(line)).isEqualTo(prediction);
    }

    @ParameterizedTest
    @EnumSource
    void whoReadsAnswersNeedsNotKnowWhichItIs(PredictionFormat format) {
        Prediction prediction = prediction("cat.jpg", null);

        Outcome read = Outcome.ofPrediction(format.encoded(prediction));

        assertThat(read.fault()).isNull();
        assertThat(read.prediction()).isEqualTo(prediction);
    }

    @Test
    void theLineHasTheFieldsOfTheAvroRecord() {
        assertThat(new String(PredictionFormat.JSON.encoded(prediction("cat.jpg", null)), UTF_8))
                .isEqualTo(
                        ("{'id':'cat.jpg','sourceTopic':'images','sourcePartition':3,"
                                        + "'sourceOffset':42,'expectedLabel':null,'top':["
                                        + "{'classIndex':1,'label':'dog','probability':0.75},"
                                        + "{'classIndex':0,'label':'cat','probability':0.25}],"
                                        + "'networkName':'resnet','networkVersion':'v2',"
                                        + "'eventTime':1000,'completionTime':2000}")
                                .replace('\'', '"'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{}", "{\"id\": null}", "{\"top\": [{}]}", "{\"id\": [[["})
    void whatIsNoWholePredictionIsMalformed(String value) {
        assertThatThrownBy(() -> PredictionFormat.decode(value.getBytes(UTF_8)))
                .isInstanceOf(RejectedImageException.class)
                .hasMessageContaining("the value's JSON is no whole Prediction");
    }

    @Test
    void whatGoesOnAfterAPredictionIsMalformed() {
        String line = new String(PredictionFormat.JSON.encoded(prediction("cat", null)), UTF_8);

        assertThatThrownBy(() -> PredictionFormat.decode((line + "{}").getBytes(UTF_8)))
                .isInstanceOf(RejectedImageException.class);
    }

    @Test
    void noRecordIsLargerThanTheLargest() {
        PredictionRecords records =
                PredictionRecords.of(
                        SmallModels.write(SmallNetworks.denseChain(1), 1, folder),
                        json(),
                        Integer.MAX_VALUE);
        String text = "\u0007".repeat(ImageRecordReader.MAX_TEXT_BYTES);
        ImageHeader longest =
                new ImageHeader(
                        new SampleId(Integer.MAX_VALUE, Long.MAX_VALUE),
                        text,
                        "t".repeat(249),
                        Long.MAX_VALUE,
                        text);
        float[] logits = new float[SmallNetworks.CLASSES];
        logits[3] = 700;

        ProducerRecord<byte[], byte[]> record =
                records.serialize(new ClassifiedImage(longest, logits), null, null);

        assertThat(new String(record.value(), UTF_8)).startsWith("{");
        assertThat((long) record.key().length + record.value().length + TopicRecords.OVERHEAD_BYTES)
                .isLessThanOrEqualTo(records.maxRecordBytes());
    }

    private static Prediction prediction(String id, String expectedLabel) {
        return new Prediction(
                id,
                "images",
                3,
                42L,
                expectedLabel,
                List.of(new ClassProbability(1, "dog", 0.75), new ClassProbability(0, "cat", 0.25)),
                "resnet",
                "v2",
                Instant.ofEpochMilli(1000),
                Instant.ofEpochMilli(2000));
    }

    private static KafkaOptions json() {
        return new KafkaOptions(
                "localhost:9092",
                "images",
                "predictions",
                "dead",
                "group",
                ValueFormat.RAW,
                PredictionFormat.JSON,
                DeliveryGuarantee.EXACTLY_ONCE,
                "group",
                new Properties());
    }
}
