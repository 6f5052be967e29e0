package org.decnn.job.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.decnn.job.avro.ClassProbability;
import org.decnn.job.avro.Prediction;
import org.decnn.operators.image.RejectReason;
import org.decnn.operators.image.RejectedImageException;

/**
 * The fields of a {@link Prediction} as JSON has them: times are epoch milliseconds.
 *
 * @param expectedLabel null where it is not known
 */
record PredictionJson(
        String id,
        String sourceTopic,
        int sourcePartition,
        long sourceOffset,
        String expectedLabel,
        List<OneClass> top,
        String networkName,
        String networkVersion,
        long eventTime,
        long completionTime) {

    /** As {@link ClassProbability}. */
    record OneClass(int classIndex, String label, double probability) {
        OneClass {
            Objects.requireNonNull(label, "label");
        }
    }

    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    PredictionJson {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(sourceTopic, "sourceTopic");
        Objects.requireNonNull(networkName, "networkName");
        Objects.requireNonNull(networkVersion, "networkVersion");
        top = List.copyOf(top);
    }

    static PredictionJson of(Prediction prediction) {
        return new PredictionJson(
                prediction.getId(),
                prediction.getSourceTopic(),
                prediction.getSourcePartition(),
                prediction.getSourceOffset(),
                prediction.getExpectedLabel(),
                prediction.getTop().stream()
                        .map(
                                one ->
                                        new OneClass(
                                                one.getClassIndex(),
                                                one.getLabel(),
                                                one.getProbability()))
                        .toList(),
                prediction.getNetworkName(),
                prediction.getNetworkVersion(),
                prediction.getEventTime().toEpochMilli(),
                prediction.getCompletionTime().toEpochMilli());
    }

    /** In one line. */
    byte[] encoded() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @throws RejectedImageException MALFORMED_RECORD unless the value is one whole prediction
     */
    static Prediction decode(byte[] value) throws RejectedImageException {
        try {
            return JSON.readValue(value, PredictionJson.class).prediction();
        } catch (JsonProcessingException e) {
            throw malformed(e.getOriginalMessage());
        } catch (IOException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    private static RejectedImageException malformed(String why) {
        return new RejectedImageException(
                RejectReason.MALFORMED_RECORD,
                "the value's JSON is no whole Prediction: " + why.lines().findFirst().orElse(""));
    }

    private Prediction prediction() {
        return new Prediction(
                id,
                sourceTopic,
                sourcePartition,
                sourceOffset,
                expectedLabel,
                top.stream()
                        .map(
                                one ->
                                        new ClassProbability(
                                                one.classIndex(), one.label(), one.probability()))
                        .toList(),
                networkName,
                networkVersion,
                Instant.ofEpochMilli(eventTime),
                Instant.ofEpochMilli(completionTime));
    }
}
