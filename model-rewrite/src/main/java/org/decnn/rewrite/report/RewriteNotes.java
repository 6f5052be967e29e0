package org.decnn.rewrite.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.decnn.model.network.NetworkException;
import org.decnn.model.onnx.OnnxReader;

/**
 * What {@code decnn rewrite} noted in the network it wrote, in the file's metadata under {@value
 * #KEY}.
 *
 * @param groups of each convolution after the stem
 * @param width of the channels, as a multiple of the original's
 * @param shuffles where they are: stages, blocks or none
 * @param rounded one line for each width that had to be rounded
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RewriteNotes(
        int groups, double width, String shuffles, List<String> rounded, List<LayerNote> layers) {

    /** The metadata key. */
    public static final String KEY = "decnn.rewrite";

    public RewriteNotes {
        rounded = rounded == null ? List.of() : List.copyOf(rounded);
        layers = layers == null ? List.of() : List.copyOf(layers);
    }

    /**
     * What was noted of one layer.
     *
     * @param keptEnergy the squared weights kept, as a share of all the layer's, 0 to 1
     * @param errorBefore of the layer's output on the calibration images before it was refitted,
     *     relative to the output
     * @param errorAfter the same after
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LayerNote(
            String name, Double keptEnergy, Double errorBefore, Double errorAfter) {}

    /**
     * The notes of a file; none where it was not written by {@code decnn rewrite}.
     *
     * @throws NetworkException if the notes are damaged
     */
    static Optional<RewriteNotes> in(Path file) {
        String json = OnnxReader.metadata(file).get(KEY);
        try {
            return json == null
                    ? Optional.empty()
                    : Optional.of(new ObjectMapper().readValue(json, RewriteNotes.class));
        } catch (JsonProcessingException e) {
            throw new NetworkException(
                    file
                            + ": its metadata '"
                            + KEY
                            + "' is not understood ("
                            + e.getOriginalMessage()
                            + "); rewrite the network again",
                    e);
        }
    }
}
