package org.decnn.benchmarks.fuzz.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.decnn.job.avro.ClassProbability;
import org.decnn.job.avro.DeadLetter;
import org.decnn.job.avro.Prediction;
import org.decnn.job.demo.OutcomeTopics.Outcome;

/** Where {@code decnn answers} takes predictions and dead letters from their topics. */
final class AnswerRecordDoor implements Door {

    /** An answer, or what is wrong with it in one line. */
    @Override
    public void take(byte[] bytes) {
        check(Outcome.ofPrediction(bytes));
        check(Outcome.ofDeadLetter(bytes));
    }

    private static void check(Outcome outcome) {
        String fault = outcome.fault();
        boolean one = outcome.prediction() != null ^ outcome.deadLetter() != null ^ fault != null;
        if (!one || fault != null && fault.lines().count() != 1) {
            throw new AssertionError(outcome.toString());
        }
    }

    @Override
    public Map<String, byte[]> seeds() throws IOException {
        Instant time = Instant.ofEpochMilli(1_700_000_000_000L);
        List<ClassProbability> top =
                List.of(new ClassProbability(3, "cat", 0.75), new ClassProbability(5, "dog", 0.2));
        Prediction prediction =
                new Prediction("cat-1", "images", 1, 7L, "cat", top, "net", "1", time, time);
        DeadLetter letter =
                new DeadLetter(
                        "cat-1",
                        "images",
                        1,
                        7L,
                        "CORRUPT",
                        "JPEG has no frame header",
                        ByteBuffer.wrap(new byte[] {1, 2, 3}),
                        time);
        Map<String, byte[]> seeds = new TreeMap<>();
        seeds.put("prediction", prediction.toByteBuffer().array());
        seeds.put("dead-letter", letter.toByteBuffer().array());
        return seeds;
    }

    @Override
    public long mostBytes() {
        return 16L << 20;
    }
}
