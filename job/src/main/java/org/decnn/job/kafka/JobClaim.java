package org.decnn.job.kafka;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a job has for itself alone. Two that shared it would answer the same images twice, or abort
 * each other's transactions.
 *
 * @param kafkaCluster id of the Kafka cluster, by whatever brokers it is reached
 * @param group consumer group
 * @param transactionalIdPrefix null if it writes without transactions
 */
public record JobClaim(String kafkaCluster, String group, String transactionalIdPrefix) {

    private static final String KAFKA_CLUSTER = "decnn.kafka-cluster";
    private static final String GROUP = "decnn.group";
    private static final String PREFIX = "decnn.transactional-id-prefix";

    /** As Flink shows it of a job that runs: global job parameters. */
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put(KAFKA_CLUSTER, kafkaCluster);
        parameters.put(GROUP, group);
        if (transactionalIdPrefix != null) {
            parameters.put(PREFIX, transactionalIdPrefix);
        }
        return parameters;
    }

    /** The claim of a job with these parameters; empty if it is another kind of job. */
    static Optional<JobClaim> of(Map<String, String> parameters) {
        return parameters.containsKey(KAFKA_CLUSTER) && parameters.containsKey(GROUP)
                ? Optional.of(
                        new JobClaim(
                                parameters.get(KAFKA_CLUSTER),
                                parameters.get(GROUP),
                                parameters.get(PREFIX)))
                : Optional.empty();
    }

    /** What both claim, with the option that tells them apart; empty if nothing. */
    Optional<String> sharedWith(JobClaim other) {
        if (!kafkaCluster.equals(other.kafkaCluster)) {
            return Optional.empty();
        }
        if (group.equals(other.group)) {
            return Optional.of("consumer group '%s': give another --group".formatted(group));
        }
        return overlaps(other.transactionalIdPrefix)
                ? Optional.of(
                        "transactional ids that start with '%s': give another --transactional-id-prefix"
                                .formatted(other.transactionalIdPrefix))
                : Optional.empty();
    }

    /** A sink takes for its own whatever starts with its prefix. */
    private boolean overlaps(String other) {
        return transactionalIdPrefix != null
                && other != null
                && ImageSinks.transactionalIdPrefixes(transactionalIdPrefix).stream()
                        .anyMatch(
                                mine ->
                                        ImageSinks.transactionalIdPrefixes(other).stream()
                                                .anyMatch(
                                                        theirs ->
                                                                mine.startsWith(theirs)
                                                                        || theirs.startsWith(
                                                                                mine)));
    }
}
