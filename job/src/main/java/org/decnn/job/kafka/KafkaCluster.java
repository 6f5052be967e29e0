package org.decnn.job.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.decnn.job.UsageException;

/** The brokers as an administrator sees them. Whatever they refuse is a {@link UsageException}. */
final class KafkaCluster implements AutoCloseable {

    private static final long POLL_MS = 20;

    private final String brokers;
    private final String protocol;
    private final Duration timeout;
    private final Admin admin;

    /**
     * @param timeout how long to wait for each answer, unless the options' properties say
     */
    KafkaCluster(KafkaOptions options, Duration timeout) {
        this(options.brokers(), options.clientProperties(), timeout);
    }

    /**
     * @param client more client properties, for security or tuning
     * @param timeout how long to wait for each answer, unless the properties say
     */
    KafkaCluster(String brokers, Properties client, Duration timeout) {
        this.brokers = brokers;
        Properties properties = new Properties();
        properties.putAll(client);
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        this.protocol = protocol(properties);
        this.timeout = patience(properties, timeout);
        try {
            this.admin = Admin.create(properties);
        } catch (KafkaException e) {
            throw new UsageException(
                    "cannot connect to Kafka at %s: %s"
                            .formatted(brokers, KafkaFailure.explained(brokers, e)));
        }
    }

    private static String protocol(Properties properties) {
        return properties
                .getProperty(
                        CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                        CommonClientConfigs.DEFAULT_SECURITY_PROTOCOL)
                .strip()
                .toUpperCase(Locale.ROOT);
    }

    /** What the properties say of it, else the timeout, and no less than one request may take. */
    private static Duration patience(Properties properties, Duration timeout) {
        String request = AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG;
        String call = AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG;
        long otherwise = timeout.toMillis();
        long requestMillis = milliseconds(properties, request, otherwise);
        long callMillis = milliseconds(properties, call, Math.max(otherwise, requestMillis));
        properties.setProperty(call, Long.toString(callMillis));
        properties.putIfAbsent(request, Long.toString(Math.min(otherwise, callMillis)));
        return Duration.ofMillis(callMillis);
    }

    private static long milliseconds(Properties properties, String name, long otherwise) {
        String given = properties.getProperty(name);
        return given == null ? otherwise : Long.parseLong(given.strip());
    }

    /** How many partitions the topic has; empty if it does not exist. */
    OptionalInt partitions(String topic) {
        String action = "describe topic '" + topic + "'";
        try {
            return OptionalInt.of(
                    get(admin.describeTopics(List.of(topic)).topicNameValues().get(topic), action)
                            .partitions()
                            .size());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return OptionalInt.empty();
            }
            throw refused(action, e);
        }
    }

    /**
     * Creates the topic with the brokers' own replication factor, unless another was faster, and
     * waits until the brokers know it: the controller answers before they do.
     */
    void createTopic(String topic, int partitions, Map<String, String> settings) {
        String action = "create topic '" + topic + "'";
        NewTopic created = new NewTopic(topic, Optional.of(partitions), Optional.empty());
        try {
            get(admin.createTopics(List.of(created.configs(settings))).all(), action);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw refused(action, e);
            }
        }
        awaitKnown(topic, action);
    }

    private void awaitKnown(String topic, String action) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (partitions(topic).isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw refused(action, new TimeoutException());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }
    }

    /** A numeric setting of a topic; empty where it may not be seen. */
    OptionalLong topicSetting(String topic, String name) {
        return setting(new ConfigResource(ConfigResource.Type.TOPIC, topic), name);
    }

    /** A numeric setting of a broker, any of them; empty where it may not be seen. */
    OptionalLong brokerSetting(String name) {
        String action = "describe the cluster";
        try {
            String broker =
                    get(admin.describeCluster().nodes(), action).iterator().next().idString();
            return setting(new ConfigResource(ConfigResource.Type.BROKER, broker), name);
        } catch (ExecutionException e) {
            throw refused(action, e);
        }
    }

    /** That a topic's producers may be looked up: for what an earlier job's left open. */
    void requireProducersSeen(String topic) {
        String action = "look up who writes to topic '" + topic + "'";
        TopicPartition first = new TopicPartition(topic, 0);
        try {
            get(admin.describeProducers(List.of(first)).all(), action);
        } catch (ExecutionException e) {
            throw refused(action, e);
        }
    }

    /** The cluster's own id, by whatever brokers it is reached. */
    String id() {
        String action = "describe the cluster";
        try {
            return get(admin.describeCluster().clusterId(), action);
        } catch (ExecutionException e) {
            throw refused(action, e);
        }
    }

    /** Ids of transactions that are open, of those that start with one of the prefixes. */
    Set<String> openTransactions(List<String> prefixes) {
        String action = "list transactions";
        ListTransactionsOptions open =
                new ListTransactionsOptions().filterStates(List.of(TransactionState.ONGOING));
        try {
            return get(admin.listTransactions(open).all(), action).stream()
                    .map(TransactionListing::transactionalId)
                    .filter(id -> prefixes.stream().anyMatch(id::startsWith))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (ExecutionException e) {
            throw refused(action, e);
        }
    }

    /** These transactions, open or not. */
    OpenTransactions describe(Set<String> transactionalIds) {
        String action = "describe transactions";
        try {
            return new OpenTransactions(
                    get(admin.describeTransactions(transactionalIds).all(), action));
        } catch (ExecutionException e) {
            throw refused(action, e);
        }
    }

    private OptionalLong setting(ConfigResource resource, String name) {
        String action = "read " + name;
        try {
            ConfigEntry entry =
                    get(admin.describeConfigs(List.of(resource)).all(), action)
                            .get(resource)
                            .get(name);
            return entry == null || entry.value() == null
                    ? OptionalLong.empty()
                    : OptionalLong.of(Long.parseLong(entry.value()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return OptionalLong.empty();
            }
            throw refused(action, e);
        }
    }

    /** Waits for the brokers' answer, but no longer than the timeout. */
    private <T> T get(KafkaFuture<T> answer, String action) throws ExecutionException {
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw refused(action, e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private UsageException interrupted() {
        Thread.currentThread().interrupt();
        return new UsageException("interrupted while waiting for " + brokers);
    }

    private UsageException refused(String action, Exception reason) {
        boolean unanswered =
                reason instanceof TimeoutException
                        || reason.getCause()
                                instanceof org.apache.kafka.common.errors.TimeoutException;
        if (unanswered || reason.getCause() instanceof AuthenticationException) {
            Optional<String> other =
                    KafkaFailure.otherProtocol(brokers, SecurityProtocol.forName(protocol));
            if (other.isPresent()) {
                return new UsageException(other.get());
            }
        }
        if (unanswered) {
            return new UsageException(KafkaFailure.unanswered(brokers, timeout));
        }
        return new UsageException(
                "cannot %s on %s: %s"
                        .formatted(action, brokers, KafkaFailure.explained(brokers, reason)));
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
