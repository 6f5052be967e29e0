package org.decnn.operators.stage;

/**
 * The slices of one batch that have come so far.
 *
 * @param payloads by source; null where the slice is missing
 * @param since when the first slice came, in epoch milliseconds
 */
record Join(byte[][] payloads, long since) {

    Join with(int source, byte[] payload) {
        if (payloads[source] != null) {
            throw new IllegalStateException("a slice came twice from source " + source);
        }
        byte[][] more = payloads.clone();
        more[source] = payload;
        return new Join(more, since);
    }

    boolean isComplete() {
        for (byte[] payload : payloads) {
            if (payload == null) {
                return false;
            }
        }
        return true;
    }
}
