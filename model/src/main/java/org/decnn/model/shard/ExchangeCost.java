package org.decnn.model.shard;

import org.decnn.model.network.Operation;
import org.decnn.model.network.TensorShape;

/**
 * What is cheaper where a network can be split in two ways: rough, as it only chooses. An exchange
 * takes a small device about as long as {@value #OF_ITS_OWN} bytes of it take, and a byte as long
 * as {@value #MACS_A_BYTE} multiply-accumulates (a third of a millisecond, 3 ns and 30 ps: {@code
 * docs/benchmarks.md}).
 */
final class ExchangeCost {

    private static final long OF_ITS_OWN = 100_000;
    private static final long MACS_A_BYTE = 100;

    private ExchangeCost() {}

    /**
     * Whether partial sums had better go whole to every shard than in blocks that are summed and
     * then gathered: one exchange of more bytes in place of two.
     */
    static boolean wholeSumsPay(TensorShape shape, int shards) {
        long block = bytes(shape) * (shards - 1) / shards;
        return (shards - 1) * bytes(shape) <= OF_ITS_OWN + 2 * block;
    }

    /** Whether a layer had better be computed by all shards alike than its output be gathered. */
    static boolean repeatingPays(Operation operation, TensorShape output) {
        long macs = operation.macs(output);
        long repeated = macs - macs / Math.max(1, output.channels());
        return repeated <= (OF_ITS_OWN + bytes(output)) * MACS_A_BYTE;
    }

    /**
     * Whether a tensor had better be exchanged than a layer be computed by too few shards.
     *
     * @param share of the layer that its busiest shard would compute
     * @param evenShare of it that each shard computes after the exchange
     */
    static boolean evenPays(
            Operation operation,
            TensorShape input,
            TensorShape output,
            double share,
            double evenShare) {
        double saved = operation.macs(output) * (share - evenShare);
        return saved > (double) (OF_ITS_OWN + bytes(input)) * MACS_A_BYTE;
    }

    private static long bytes(TensorShape shape) {
        return 4L * shape.elements();
    }
}
