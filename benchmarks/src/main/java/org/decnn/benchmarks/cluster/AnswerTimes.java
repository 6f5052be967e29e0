package org.decnn.benchmarks.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.decnn.job.cli.CommandLines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Writes down when it begins and when committed answers come, in ms since 1970, until it is ended.
 */
@Command(
        name = "AnswerTimes",
        description =
                "Print when this begins, and when committed answers come to a topic, in ms since 1970, until ended.",
        mixinStandardHelpOptions = true)
public final class AnswerTimes implements Callable<Integer> {

    @Option(names = "--brokers", required = true, paramLabel = "HOST:PORT")
    private String brokers;

    @Option(names = "--topic", required = true)
    private String topic;

    @Option(names = "--verbose")
    private boolean verbose;

    public static void main(String[] args) {
        System.exit(CommandLines.of(new AnswerTimes()).execute(args));
    }

    @Override
    public Integer call() {
        // Without a group: it takes no partition from the check that reads all of them.
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers", brokers,
                                "enable.auto.commit", "false",
                                "isolation.level", "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            System.out.println(System.currentTimeMillis());
            while (true) {
                if (!consumer.poll(Duration.ofMillis(100)).isEmpty()) {
                    System.out.println(System.currentTimeMillis());
                }
            }
        }
    }
}
