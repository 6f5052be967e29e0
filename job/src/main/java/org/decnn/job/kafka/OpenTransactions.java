package org.decnn.job.kafka;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;

/** Transactions by their id, as the brokers see them at one time. */
record OpenTransactions(Map<String, TransactionDescription> byId) {

    /**
     * The id of one that somebody has since begun or committed; empty if at most the brokers
     * themselves did something, who abort what is open for too long.
     */
    Optional<String> movedOn(OpenTransactions later) {
        long newest = byId.values().stream().mapToLong(OpenTransactions::start).max().orElse(0);
        return later.byId.entrySet().stream()
                .filter(entry -> isCommitted(entry.getValue()) || start(entry.getValue()) > newest)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static boolean isCommitted(TransactionDescription transaction) {
        return transaction.state() == TransactionState.PREPARE_COMMIT
                || transaction.state() == TransactionState.COMPLETE_COMMIT;
    }

    private static long start(TransactionDescription transaction) {
        return transaction.transactionStartTimeMs().orElse(0);
    }
}
