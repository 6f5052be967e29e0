package org.decnn.rewrite.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.decnn.model.network.TensorShape;
import org.decnn.rewrite.decouple.RewriteRecord;

/**
 * A rewritten network beside its original: all that the report says.
 *
 * @param setting what both are compared at
 * @param mcNemarP probability, by McNemar's test, that two networks of one accuracy disagree as
 *     much as these; null where they were not evaluated together
 * @param notes of {@code decnn rewrite}; null where the network was not written by it
 * @param layers in the networks' order
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Comparison(
        Setting setting,
        TensorShape input,
        int classes,
        Totals original,
        Totals rewritten,
        Double mcNemarP,
        RewriteRecord notes,
        List<LayerRow> layers) {
    public Comparison {
        layers = List.copyOf(layers);
    }

    /**
     * Devices and network.
     *
     * @param devices that the networks are split over
     * @param gigaMacsPerSecond that one device computes
     * @param megabitsPerSecond rates of a device's link, each looked at on its own
     */
    public record Setting(int devices, double gigaMacsPerSecond, List<Double> megabitsPerSecond) {
        public Setting {
            megabitsPerSecond = megabitsPerSecond.stream().distinct().sorted().toList();
        }
    }

    /** Whether it is known how much of each layer's weights the rewriting kept. */
    public boolean hasKeptEnergy() {
        return layers.stream().anyMatch(row -> row.rewrite() != null);
    }
}
