package org.decnn.job.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.decnn.job.local.LocalClassification.Answer;
import org.decnn.model.network.Ending;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.image.ImageHeader;
import org.decnn.operators.image.RejectedImage;
import org.decnn.operators.logits.TopClasses;

/** Writes one JSON object a line for each image. */
final class JsonLines {

    private final JsonGenerator json;
    private final List<String> labels;
    private final int top;
    private final boolean logits;
    private final Ending ending;

    /**
     * @param ending what the network ends in
     */
    JsonLines(Writer out, List<String> labels, int top, boolean logits, Ending ending)
            throws IOException {
        this.json =
                new JsonFactory()
                        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                        .createGenerator(out);
        this.json.setPrettyPrinter(new MinimalPrettyPrinter(""));
        this.labels = labels;
        this.top = top;
        this.logits = logits;
        this.ending = ending;
    }

    void write(Answer answer) throws IOException {
        json.writeStartObject();
        if (answer.rejected() != null) {
            rejected(answer.rejected());
        } else {
            classified(answer.classified());
        }
        json.writeEndObject();
        json.writeRaw('\n');
        json.flush();
    }

    private void header(ImageHeader header) throws IOException {
        json.writeStringField("id", header.id());
        if (header.expectedLabel() != null) {
            json.writeStringField("label", header.expectedLabel());
        }
    }

    private void rejected(RejectedImage image) throws IOException {
        header(image.header());
        json.writeStringField("rejected", image.reason().name());
        json.writeStringField("message", image.message());
    }

    private void classified(ClassifiedImage image) throws IOException {
        header(image.header());
        json.writeArrayFieldStart("top");
        for (TopClasses.Entry entry : TopClasses.of(image.logits(), ending, labels, top)) {
            json.writeStartObject();
            json.writeNumberField("class", entry.classIndex());
            json.writeStringField("label", entry.label());
            json.writeNumberField("probability", entry.probability());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (logits) {
            json.writeFieldName("logits");
            json.writeStartArray();
            for (float logit : image.logits()) {
                json.writeNumber(logit);
            }
            json.writeEndArray();
        }
    }
}
