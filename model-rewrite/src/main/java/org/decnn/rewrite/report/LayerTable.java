package org.decnn.rewrite.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.decnn.rewrite.decouple.RewriteRecord.LayerRecord;

/**
 * The page's table of layers: each figure twice, for the original and for the rewritten network.
 */
final class LayerTable {

    record Cell(String value, boolean text) {}

    /**
     * One layer.
     *
     * @param name in pieces between which a line may break
     * @param also its name in the rewritten network, where that is another; else false
     * @param cut whether the rewritten network is cut before it
     */
    record Row(
            int number,
            List<String> name,
            Object also,
            boolean cut,
            List<Cell> cells,
            String energy,
            String error) {}

    private static final String NONE = "–";

    private final List<LayerRow> layers;
    private final Comparison comparison;

    LayerTable(Comparison comparison) {
        this.comparison = comparison;
        this.layers = comparison.layers();
    }

    List<Row> rows() {
        return IntStream.range(0, layers.size()).mapToObj(i -> row(i + 1, layers.get(i))).toList();
    }

    private static Row row(int number, LayerRow layer) {
        List<Cell> cells = new ArrayList<>();
        cells.add(new Cell(operation(layer), true));
        both(cells, layer, cost -> Figures.count(cost.parameters()));
        both(cells, layer, cost -> Figures.macs(cost.macs()));
        both(cells, layer, cost -> Figures.bytes(cost.weightBytes()));
        both(cells, layer, cost -> Figures.bytes(cost.activationBytes()));
        both(cells, layer, LayerTable::exchange);
        LayerCost rewritten = layer.rewritten();
        boolean renamed = rewritten != null && !rewritten.layer().equals(layer.name());
        LayerRecord note = layer.rewrite();
        return new Row(
                number,
                List.of(layer.name().split("(?<=[./_])")),
                renamed ? rewritten.layer() : false,
                rewritten != null && rewritten.exchangeBytes() > 0,
                cells,
                note == null ? NONE : Figures.digits(100 * note.keptEnergy()) + "\u00a0%",
                note == null || note.errorBefore() == null || note.errorAfter() == null
                        ? NONE
                        : Figures.digits(note.errorBefore())
                                + " → "
                                + Figures.digits(note.errorAfter()));
    }

    private static void both(List<Cell> cells, LayerRow layer, Function<LayerCost, String> value) {
        cells.add(new Cell(layer.original() == null ? NONE : value.apply(layer.original()), false));
        cells.add(
                new Cell(layer.rewritten() == null ? NONE : value.apply(layer.rewritten()), false));
    }

    private static String operation(LayerRow layer) {
        if (layer.original() == null || layer.rewritten() == null) {
            return (layer.original() == null ? layer.rewritten() : layer.original()).operation();
        }
        String before = layer.original().operation();
        String after = layer.rewritten().operation();
        return after.equals(before)
                ? before
                : after.startsWith(before)
                        ? before + " →" + after.substring(before.length() + 1)
                        : before + " → " + after;
    }

    private static String exchange(LayerCost cost) {
        return cost.exchangeBytes() == 0
                ? ""
                : cost.exchange() + " " + Figures.bytes(cost.exchangeBytes());
    }

    /** The last row: what can be added up; a device's activations are their peak. */
    List<String> sums() {
        Totals original = comparison.original();
        Totals rewritten = comparison.rewritten();
        return List.of(
                "",
                Figures.count(sum(LayerRow::original, LayerCost::parameters)),
                Figures.count(sum(LayerRow::rewritten, LayerCost::parameters)),
                Figures.macs(sum(LayerRow::original, LayerCost::macs)),
                Figures.macs(sum(LayerRow::rewritten, LayerCost::macs)),
                Figures.bytes(original.weightBytesPerDevice()),
                Figures.bytes(rewritten.weightBytesPerDevice()),
                Figures.bytes(original.activationBytesPerDevice()),
                Figures.bytes(rewritten.activationBytesPerDevice()),
                Figures.bytes(sum(LayerRow::original, LayerCost::exchangeBytes)),
                Figures.bytes(sum(LayerRow::rewritten, LayerCost::exchangeBytes)));
    }

    private long sum(Function<LayerRow, LayerCost> network, ToLongFunction<LayerCost> value) {
        return layers.stream().map(network).filter(Objects::nonNull).mapToLong(value).sum();
    }
}
