package org.decnn.model.shard;

import java.util.List;
import java.util.stream.Collectors;

/** All transfers between two stages. */
public record Edge(int fromStage, int toStage, List<ExchangeKind> kinds, List<Transfer> transfers) {
    public Edge {
        kinds = List.copyOf(kinds);
        transfers = List.copyOf(transfers);
    }

    /** For people: {@code gather + direct}. */
    public String label() {
        return kinds.stream().map(ExchangeKind::label).collect(Collectors.joining(" + "));
    }
}
