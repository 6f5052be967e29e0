package org.decnn.rewrite.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.decnn.rewrite.decouple.RewriteRecord.LayerRecord;

/**
 * A layer in both networks.
 *
 * @param name in the original; where that has no such layer, in the rewritten network
 * @param original null where only the rewritten network has the layer
 * @param rewritten null where only the original has the layer
 * @param rewrite what {@code decnn rewrite} noted of the layer; null where it noted nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LayerRow(String name, LayerCost original, LayerCost rewritten, LayerRecord rewrite) {}
