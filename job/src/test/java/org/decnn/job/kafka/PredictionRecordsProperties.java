package org.decnn.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.decnn.job.avro.ClassProbability;
import org.decnn.job.avro.Prediction;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.image.ImageHeader;
import org.decnn.operators.slice.SampleId;

class PredictionRecordsProperties {
    private static final ImageHeader HEADER =
            new ImageHeader(new SampleId(3, 42), "cat.jpg", "images", 1000, "cat");

    @Property(tries = 200, seed = "1")
    void allProbabilitiesSumToOneBestFirst(
            @ForAll @Size(min = 1, max = 50)
                    List<@FloatRange(min = -1e4f, max = 1e4f) Float> logits) {
        List<ClassProbability> all = top(logits.size(), logits);

        assertThat(all.stream().mapToDouble(ClassProbability::getProbability).sum())
                .isEqualTo(1, within(1e-12));
        assertThat(all)
                .extracting(c -> logits.get(c.getClassIndex()))
                .isSortedAccordingTo((a, b) -> Float.compare(b + 0f, a + 0f));
        assertThat(all).extracting(ClassProbability::getClassIndex).doesNotHaveDuplicates();
    }

    @Property(tries = 200, seed = "1")
    void theFirstKAreTheHeadOfAll(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 0, max = 3) Integer> ties,
            @ForAll @IntRange(min = 1, max = 25) int k) {
        List<Float> logits = ties.stream().map(Integer::floatValue).toList();

        List<ClassProbability> all = top(logits.size(), logits);

        assertThat(top(k, logits)).isEqualTo(all.subList(0, Math.min(k, all.size())));
        assertThat(all)
                .isSortedAccordingTo(
                        Comparator.comparingDouble(ClassProbability::getProbability)
                                .reversed()
                                .thenComparingInt(ClassProbability::getClassIndex));
    }

    @Example
    void softmaxIsThatOfTheTextbook() {
        List<ClassProbability> top = top(2, List.of(1f, 3f, 2f));

        double sum = Math.exp(1) + Math.exp(2) + Math.exp(3);
        assertThat(top).extracting(ClassProbability::getClassIndex).containsExactly(1, 2);
        assertThat(top.get(0).getProbability()).isEqualTo(Math.exp(3) / sum, within(1e-15));
        assertThat(top.get(1).getProbability()).isEqualTo(Math.exp(2) / sum, within(1e-15));
    }

    @Example
    void minusZeroIsATieWithZero() {
        assertThat(top(2, List.of(-0f, 0f)))
                .extracting(ClassProbability::getClassIndex)
                .containsExactly(0, 1);
    }

    @Example
    void aClassWithoutLabelIsCalledByItsIndex() {
        assertThat(top(3, List.of(3f, 2f, 1f)))
                .extracting(ClassProbability::getLabel)
                .containsExactly("cat", "dog", "2");
    }

    @Example
    void theRecordHoldsThePredictionUnderTheId() throws IOException {
        ClassifiedImage image = new ClassifiedImage(HEADER, new float[] {0, 1});
        Instant before = Instant.now();

        ProducerRecord<byte[], byte[]> record = records(5).serialize(image, null, null);
        Prediction read = Prediction.fromByteBuffer(ByteBuffer.wrap(record.value()));

        assertThat(record.topic()).isEqualTo("predictions");
        assertThat(record.key()).isEqualTo("cat.jpg".getBytes(UTF_8));
        assertThat(read).isEqualTo(records(5).prediction(image, read.getCompletionTime()));
        assertThat(read.getCompletionTime()).isBetween(before.minusMillis(1), Instant.now());
        assertThat(read.getSourceTopic()).isEqualTo("images");
        assertThat(read.getSourcePartition()).isEqualTo(3);
        assertThat(read.getSourceOffset()).isEqualTo(42);
        assertThat(read.getExpectedLabel()).isEqualTo("cat");
        assertThat(read.getNetworkName()).isEqualTo("resnet");
        assertThat(read.getNetworkVersion()).isEqualTo("v2");
        assertThat(read.getEventTime()).isEqualTo(Instant.ofEpochMilli(1000));
    }

    @Example
    void noRecordIsLargerThanTheLargest() {
        String text = "é".repeat(512);
        ImageHeader longest =
                new ImageHeader(
                        new SampleId(Integer.MAX_VALUE, Long.MAX_VALUE),
                        text,
                        "t".repeat(249),
                        Long.MAX_VALUE,
                        text);
        List<String> labels = List.of("a", "ein sehr langer Name", "bb");
        float[] thirdIsBest = {0, 1, 2};
        for (int k : new int[] {1, 2, 3, Integer.MAX_VALUE}) {
            PredictionRecords records = new PredictionRecords("out", labels, "net", "v1", k);

            long bytes =
                    bytes(records.serialize(new ClassifiedImage(longest, thirdIsBest), null, null));

            assertThat(bytes).isBetween(records.maxRecordBytes() - 100, records.maxRecordBytes());
        }
    }

    private static long bytes(ProducerRecord<byte[], byte[]> record) {
        return (long) record.key().length + record.value().length + TopicRecords.OVERHEAD_BYTES;
    }

    private static List<ClassProbability> top(int k, List<Float> logits) {
        float[] values = new float[logits.size()];
        IntStream.range(0, values.length).forEach(i -> values[i] = logits.get(i));
        return records(k).prediction(new ClassifiedImage(HEADER, values), Instant.EPOCH).getTop();
    }

    private static PredictionRecords records(int k) {
        return new PredictionRecords("predictions", List.of("cat", "dog"), "resnet", "v2", k);
    }
}
