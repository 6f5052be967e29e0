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

    /** Whether slices cross between shards, that is, between devices. */
    public boolean crossesShards() {
        return kinds.stream().anyMatch(ExchangeKind::crossesShards);
    }

    /**
     * Bytes of one image that this edge carries from shard to shard. Where images are decoded and
     * where logits are summed is no shard: all that goes from and to there counts.
     */
    public long bytesBetweenShards() {
        boolean ends = fromStage == 0 || kinds.contains(ExchangeKind.REDUCE);
        return transfers.stream()
                .filter(transfer -> ends || transfer.crossesShards())
                .mapToLong(this::bytes)
                .sum();
    }

    /** Bytes of one image in one of this edge's transfers. */
    public long bytes(Transfer transfer) {
        return transfer.bytes();
    }
}
