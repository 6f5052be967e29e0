package org.decnn.model.shard;

import java.util.List;
import java.util.stream.Collectors;
import org.decnn.model.onnx.ElementType;

/**
 * All transfers between two stages.
 *
 * @param wire what a value is sent as
 */
public record Edge(
        int fromStage,
        int toStage,
        List<ExchangeKind> kinds,
        ElementType wire,
        List<Transfer> transfers) {
    public Edge {
        kinds = List.copyOf(kinds);
        transfers = List.copyOf(transfers);
    }

    /** For people: {@code gather + direct}. */
    public String label() {
        return kinds.stream().map(ExchangeKind::label).collect(Collectors.joining(" + "));
    }
}
