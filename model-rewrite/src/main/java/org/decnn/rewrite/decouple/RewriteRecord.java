package org.decnn.rewrite.decouple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.decnn.model.network.NetworkException;
import org.decnn.rewrite.decouple.refit.Errors;
import org.decnn.rewrite.structure.Shuffles;

/**
 * What was kept when a network was rewritten, as the rewritten network's file says it.
 *
 * @param rounded channel counts that were rounded to a multiple of the groups, a line each
 */
public record RewriteRecord(
        int groups,
        double width,
        Shuffles shuffles,
        List<String> rounded,
        List<LayerRecord> layers) {

    /** The metadata key whose value is this record as JSON. */
    public static final String KEY = "decnn.rewrite";

    private static final JsonMapper JSON = new JsonMapper();

    /**
     * A grouped convolution or a classifier.
     *
     * @param keptEnergy 0 to 1
     * @param errorBefore squared error on the calibration pictures with the kept weights, as a
     *     share of the original's variance; null where nothing was refitted
     * @param errorAfter the same with the refitted weights
     */
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
        rounded = List.copyOf(rounded);
        layers = List.copyOf(layers);
    }

    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * @throws NetworkException if the text is no such record
     */
    public static RewriteRecord fromJson(String json) {
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
