package org.decnn.job.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.decnn.job.UsageException;
import org.decnn.job.settings.FlinkRest;

/**
 * Finds out before a job starts whether another already claims what it claims: on the same Flink
 * cluster by asking it, on another by watching whether the transactions that are open in its name
 * move on. Those of a job that has ended do not.
 *
 * @param timeout how long to wait for the brokers
 */
public record RivalCheck(KafkaOptions options, Duration timeout) {

    private static final Duration LONG_WAIT = Duration.ofSeconds(10);
    private static final long POLL_MS = 200;

    /** Between two transactions of a job none is open for a moment. */
    private static final int LOOKS = 5;

    /**
     * What the job claims.
     *
     * @throws UsageException if the brokers cannot be asked
     */
    public JobClaim claim() {
        try (KafkaCluster cluster = new KafkaCluster(options, timeout)) {
            return new JobClaim(
                    cluster.id(),
                    options.groupId(),
                    isTransactional() ? options.transactionalIdPrefix() : null);
        }
    }

    private boolean isTransactional() {
        return options.deliveryGuarantee() == DeliveryGuarantee.EXACTLY_ONCE;
    }

    /**
     * Asks a Flink cluster; where it does not answer, nothing is known.
     *
     * @throws UsageException if a job of it that has not ended claims the same
     */
    public void requireNoneOn(FlinkRest flink, JobClaim claim) {
        try {
            for (JsonNode job : flink.get("/jobs/overview").path("jobs")) {
                String state = job.path("state").asText();
                if (!JobStatus.valueOf(state).isGloballyTerminalState()) {
                    Optional<String> shared =
                            claimOf(flink, job.path("jid").asText()).flatMap(claim::sharedWith);
                    if (shared.isPresent()) {
                        throw new UsageException(
                                "job '%s' (%s, %s) has %s, or stop that job, or --take-over"
                                        .formatted(
                                                job.path("name").asText(),
                                                job.path("jid").asText(),
                                                state,
                                                shared.get()));
                    }
                }
            }
        } catch (IOException e) {
            // Nobody there to ask: the submission says so.
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static Optional<JobClaim> claimOf(FlinkRest flink, String job)
            throws InterruptedException {
        Map<String, String> parameters = new HashMap<>();
        try {
            flink.get("/jobs/" + job + "/config")
                    .path("execution-config")
                    .path("user-config")
                    .fields()
                    .forEachRemaining(
                            entry -> parameters.put(entry.getKey(), entry.getValue().asText()));
        } catch (IOException e) {
            // It has just gone.
        }
        return JobClaim.of(parameters);
    }

    /**
     * Watches the transactions that are open under the job's prefix, if there are any.
     *
     * @param watch for how long: within it a job that runs commits some
     * @param note told if that takes long
     * @throws UsageException if somebody begins or commits one
     */
    public void requireNoneElsewhere(Duration watch, Consumer<String> note) {
        if (!isTransactional()) {
            return;
        }
        List<String> prefixes = ImageSinks.transactionalIdPrefixes(options.transactionalIdPrefix());
        try (KafkaCluster cluster = new KafkaCluster(options, timeout)) {
            Set<String> open = cluster.openTransactions(prefixes);
            for (int look = 1; look < LOOKS && open.isEmpty(); look++) {
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
                open = cluster.openTransactions(prefixes);
            }
            if (open.isEmpty()) {
                return;
            }
            OpenTransactions first = cluster.describe(open);
            if (watch.compareTo(LONG_WAIT) > 0) {
                note.accept(
                        "transactions of an earlier job, or of one that runs, are open on %s: watched for %d s"
                                .formatted(options.brokers(), watch.toSeconds()));
            }
            long end = System.nanoTime() + watch.toNanos();
            while (System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
                open.addAll(cluster.openTransactions(prefixes));
                first.movedOn(cluster.describe(open))
                        .ifPresent(
                                id -> {
                                    throw rival(id);
                                });
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private UsageException rival(String transactionalId) {
        return new UsageException(
                "a job that this Flink cluster does not show writes to %s with transactional id '%s': give another --transactional-id-prefix and --group, or stop that job, or --take-over"
                        .formatted(options.brokers(), transactionalId));
    }

    private static UsageException interrupted() {
        Thread.currentThread().interrupt();
        return new UsageException("interrupted while looking for other jobs");
    }
}
