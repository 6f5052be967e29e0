package org.decnn.job.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.Writer;
import org.decnn.job.avro.ClassProbability;
import org.decnn.job.avro.DeadLetter;
import org.decnn.job.avro.Prediction;
import org.decnn.job.demo.OutcomeTopics.Outcome;

/** Writes one JSON object a line for each answer of a job, as {@link JsonLines} does for files. */
final class OutcomeLines {

    private final JsonGenerator json;

    OutcomeLines(Writer out) throws IOException {
        this.json =
                new JsonFactory()
                        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                        .createGenerator(out);
        this.json.setPrettyPrinter(new MinimalPrettyPrinter(""));
    }

    void write(Outcome outcome) throws IOException {
        json.writeStartObject();
        if (outcome.prediction() != null) {
            prediction(outcome.prediction());
        } else if (outcome.deadLetter() != null) {
            deadLetter(outcome.deadLetter());
        } else {
            json.writeStringField("unreadable", outcome.fault());
        }
        json.writeEndObject();
        json.writeRaw('\n');
        json.flush();
    }

    private void prediction(Prediction prediction) throws IOException {
        json.writeStringField("id", prediction.getId());
        if (prediction.getExpectedLabel() != null) {
            json.writeStringField("label", prediction.getExpectedLabel());
        }
        json.writeArrayFieldStart("top");
        for (ClassProbability one : prediction.getTop()) {
            json.writeStartObject();
            json.writeNumberField("class", one.getClassIndex());
            json.writeStringField("label", one.getLabel());
            json.writeNumberField("probability", one.getProbability());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void deadLetter(DeadLetter letter) throws IOException {
        json.writeStringField("id", letter.getId());
        json.writeStringField("rejected", letter.getReason());
        json.writeStringField("message", letter.getMessage());
    }
}
