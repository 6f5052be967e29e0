package org.decnn.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.decnn.job.avro.ClassProbability;
import org.decnn.job.avro.DeadLetter;
import org.decnn.job.avro.Prediction;
import org.decnn.operators.logits.TopClasses;

/** All that readers of committed records see of what the job answered. */
record Answers(List<Prediction> predictions, List<DeadLetter> deadLetters) {

    private static final double TOLERANCE = 1e-4;

    /** Reads both topics; each record's key must be its id. */
    static Answers committedTo(Topics topics) throws Exception {
        List<Prediction> predictions = new ArrayList<>();
        List<DeadLetter> deadLetters = new ArrayList<>();
        for (var record : topics.committed(topics.options().predictionsTopic())) {
            Prediction read = Prediction.fromByteBuffer(ByteBuffer.wrap(record.value()));
            assertThat(key(record)).isEqualTo(read.getId());
            predictions.add(read);
        }
        for (var record : topics.committed(topics.options().deadLettersTopic())) {
            DeadLetter read = DeadLetter.fromByteBuffer(ByteBuffer.wrap(record.value()));
            assertThat(key(record)).isEqualTo(read.getId());
            deadLetters.add(read);
        }
        return new Answers(predictions, deadLetters);
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), UTF_8);
    }

    int count() {
        return predictions.size() + deadLetters.size();
    }

    /** Ids of images with either kind of answer. */
    List<String> ids() {
        return Stream.concat(
                        predictions.stream().map(Prediction::getId),
                        deadLetters.stream().map(DeadLetter::getId))
                .toList();
    }

    /** The prediction's classes in order and their probabilities are those of the logits. */
    static void assertSame(Prediction prediction, float[] logits) {
        List<ClassProbability> actual = prediction.getTop();
        List<TopClasses.Entry> expected = TopClasses.of(logits, List.of(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).getClassIndex())
                    .as("class of %s at place %d", prediction.getId(), i)
                    .isEqualTo(expected.get(i).classIndex());
            assertThat(Math.abs(actual.get(i).getProbability() - expected.get(i).probability()))
                    .isLessThan(TOLERANCE);
        }
    }
}
