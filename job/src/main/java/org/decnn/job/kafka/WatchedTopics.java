package org.decnn.job.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.flink.connector.kafka.source.enumerator.subscriber.KafkaSubscriber;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks regularly which partitions the images topic has, and whether all three topics are still
 * there: a job without one of them would restart for ever.
 */
final class WatchedTopics implements KafkaSubscriber {

    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(WatchedTopics.class);

    /** A broker that has just started may not know a topic yet. */
    private static final Duration DOUBT = Duration.ofSeconds(3);

    private static final long POLL_MS = 200;

    private final String brokers;
    private final String images;
    private final List<String> answers;

    // Known to the JobManager's copy, until its next start.
    private transient Uuid imagesId;
    private transient Set<TopicPartition> partitions;

    WatchedTopics(KafkaOptions options) {
        this.brokers = options.brokers();
        this.images = options.imagesTopic();
        this.answers = List.of(options.predictionsTopic(), options.deadLettersTopic());
    }

    /**
     * @throws MissingTopicException if one of the topics is gone, or the images topic is another
     */
    @Override
    public Set<TopicPartition> getSubscribedTopicPartitions(AdminClient admin) {
        try {
            TopicDescription found = described(admin, images);
            for (String topic : answers) {
                described(admin, topic);
            }
            requireSame(found.topicId());
            partitions =
                    found.partitions().stream()
                            .map(one -> new TopicPartition(images, one.partition()))
                            .collect(Collectors.toSet());
        } catch (ExecutionException e) {
            if (partitions == null) {
                throw new IllegalStateException(
                        "cannot describe the topics on %s: %s"
                                .formatted(brokers, KafkaFailure.explained(brokers, e)),
                        e);
            }
            LOG.warn("Topics on {} are not described, and asked for again later.", brokers, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        return partitions;
    }

    private TopicDescription described(AdminClient admin, String topic)
            throws ExecutionException, InterruptedException {
        long end = System.nanoTime() + DOUBT.toNanos();
        while (true) {
            try {
                return admin.describeTopics(List.of(topic)).topicNameValues().get(topic).get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
                if (System.nanoTime() > end) {
                    throw topic.equals(images) ? imagesGone("is gone") : answersGone(topic);
                }
            }
            Thread.sleep(POLL_MS);
        }
    }

    /** Offsets in one that was made again say nothing of what they said before. */
    private void requireSame(Uuid id) {
        if (imagesId != null && !imagesId.equals(id)) {
            throw imagesGone("was deleted and made again");
        }
        imagesId = id;
    }

    private MissingTopicException imagesGone(String what) {
        return new MissingTopicException(
                "topic '%s' on %s %s under the job: start the job on a new one, without its savepoints and checkpoints, whose offsets are of the old one"
                        .formatted(images, brokers, what));
    }

    private MissingTopicException answersGone(String topic) {
        return new MissingTopicException(
                "topic '%s' on %s is gone under the job: create it, and start the job from its last checkpoint"
                        .formatted(topic, brokers));
    }
}
