package org.decnn.rewrite.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.decnn.rewrite.decouple.RewriteRecord;
import org.decnn.rewrite.decouple.RewriteRecord.LayerRecord;

/**
 * Pairs the layers of two networks: by place where both have the same kernels in the same order,
 * whatever the layers are called; else by name.
 */
final class LayerRows {

    private LayerRows() {}

    static List<LayerRow> of(
            List<LayerCost> original, List<LayerCost> rewritten, RewriteRecord notes) {
        Map<String, LayerRecord> noted = new HashMap<>();
        if (notes != null) {
            notes.layers().forEach(note -> noted.put(note.name(), note));
        }
        return pairs(original, rewritten).stream()
                .map(
                        pair ->
                                new LayerRow(
                                        pair.name(),
                                        pair.original(),
                                        pair.rewritten(),
                                        pair.rewritten() == null
                                                ? null
                                                : noted.get(pair.rewritten().layer())))
                .toList();
    }

    private static List<LayerRow> pairs(List<LayerCost> original, List<LayerCost> rewritten) {
        Map<String, LayerCost> byName =
                original.stream().collect(Collectors.toMap(LayerCost::layer, cost -> cost));
        if (kernels(original).equals(kernels(rewritten)) && noneMoved(original, rewritten)) {
            return IntStream.range(0, original.size())
                    .mapToObj(i -> row(original.get(i), rewritten.get(i)))
                    .toList();
        }
        return merged(original, rewritten, byName);
    }

    /**
     * In the original's order; a layer that only the rewritten network has follows its predecessor.
     */
    private static List<LayerRow> merged(
            List<LayerCost> original, List<LayerCost> rewritten, Map<String, LayerCost> byName) {
        Map<String, List<LayerCost>> added = new HashMap<>();
        Map<String, LayerCost> partners = new HashMap<>();
        String before = "";
        for (LayerCost cost : rewritten) {
            if (byName.containsKey(cost.layer())) {
                before = cost.layer();
                partners.put(before, cost);
            } else {
                added.computeIfAbsent(before, name -> new ArrayList<>()).add(cost);
            }
        }
        return Stream.concat(
                        added.getOrDefault("", List.of()).stream().map(cost -> row(null, cost)),
                        original.stream()
                                .flatMap(
                                        cost ->
                                                Stream.concat(
                                                        Stream.of(
                                                                row(
                                                                        cost,
                                                                        partners.get(
                                                                                cost.layer()))),
                                                        added
                                                                .getOrDefault(
                                                                        cost.layer(), List.of())
                                                                .stream()
                                                                .map(extra -> row(null, extra)))))
                .toList();
    }

    private static LayerRow row(LayerCost original, LayerCost rewritten) {
        return new LayerRow(
                original != null ? original.layer() : rewritten.layer(), original, rewritten, null);
    }

    private static boolean noneMoved(List<LayerCost> original, List<LayerCost> rewritten) {
        List<String> names = original.stream().map(LayerCost::layer).toList();
        return IntStream.range(0, rewritten.size())
                .allMatch(
                        i -> {
                            int place = names.indexOf(rewritten.get(i).layer());
                            return place < 0 || place == i;
                        });
    }

    private static List<String> kernels(List<LayerCost> costs) {
        return costs.stream().map(cost -> cost.operation().replaceAll(",.*", "")).toList();
    }
}
