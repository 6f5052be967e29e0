package org.decnn.rewrite.decouple;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Optional;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.network.NetworkException;
import org.decnn.rewrite.decouple.refit.Errors;
import org.decnn.rewrite.structure.Shuffles;

/**
 * What was kept when a network was rewritten, as the rewritten network's file says it.
 *
 * @param rounded channel counts that were rounded to a multiple of the groups, a line each
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RewriteRecord(
        int groups,
        double width,
        Shuffles shuffles,
        List<String> rounded,
        List<LayerRecord> layers) {

    /** The metadata key whose value is this record as JSON. */
    public static final String KEY = "decnn.rewrite";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS).build();

    /**
     * A grouped convolution or a classifier.
     *
     * @param keptEnergy 0 to 1
     * @param errorBefore squared error on the calibration pictures with the kept weights, as a
     *     share of the original's variance; null where nothing was refitted
     * @param errorAfter the same with the refitted weights
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record LayerRecord(
            String name, double keptEnergy, Double errorBefore, Double errorAfter) {

        static LayerRecord of(String name, double keptEnergy, Errors errors) {
            return new LayerRecord(
                    name,
                    keptEnergy,
                    errors == null ? null : errors.before(),
                    errors == null ? null : errors.after());
        }
    }

    public RewriteRecord {
        rounded = rounded == null ? List.of() : List.copyOf(rounded);
        layers = layers == null ? List.of() : List.copyOf(layers);
    }

    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * What a file says of its rewriting; nothing if it was not rewritten.
     *
     * @throws NetworkException if that is damaged
     */
    public static Optional<RewriteRecord> of(NetworkFile file) {
        return Optional.ofNullable(file.notes().get(KEY)).map(RewriteRecord::fromJson);
    }

    /**
     * @throws NetworkException if the text is no such record
     */
    static RewriteRecord fromJson(String json) {
        try {
            return JSON.readValue(json, RewriteRecord.class);
        } catch (JsonProcessingException e) {
            throw new NetworkException(
                    "metadata '"
                            + KEY
                            + "' is not understood ("
                            + e.getOriginalMessage()
                            + "); rewrite the network again",
                    e);
        }
    }
}
