package org.decnn.job.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.errors.InterruptException;
import org.decnn.job.Submission;
import org.decnn.job.avro.ClassProbability;
import org.decnn.job.avro.Prediction;
import org.decnn.job.kafka.DeadLetterRecords;
import org.decnn.job.kafka.KafkaClassification;
import org.decnn.job.kafka.KafkaOptions;
import org.decnn.job.kafka.TopicCheck;
import org.decnn.job.kafka.ValueFormat;
import org.decnn.job.local.LocalCluster;
import org.decnn.job.local.LocalKafka;
import org.decnn.job.settings.NetworkSettings;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.image.DecodeLimits;
import org.decnn.operators.topology.Decoding;
import org.decnn.operators.topology.SplitOptions;

/** A broker, a cluster and the job on it, all in this process. */
public final class Demo implements AutoCloseable {

    private static final String IMAGES = "images";
    private static final String PREDICTIONS = "predictions";
    private static final String DEAD_LETTERS = "dead-letters";
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofMillis(500);
    private static final Duration LINGER = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int WARM_UP_IMAGES = 1000;
    private static final int MEASURED_IMAGES = 2000;

    private final ModelManifest manifest;
    private final PrintWriter out;
    private final LocalKafka kafka;
    private final LocalCluster cluster;
    private final JobClient job;
    private final RunningJob running;
    private final ImageTopic images;
    private final OutcomeTopics outcomes;
    private long decoded;
    private double imagesPerSecond;

    private Demo(
            ModelManifest manifest,
            PrintWriter out,
            LocalKafka kafka,
            LocalCluster cluster,
            JobClient job,
            DecodeLimits limits) {
        this.manifest = manifest;
        this.out = out;
        this.kafka = kafka;
        this.cluster = cluster;
        this.job = job;
        this.running = new RunningJob(cluster.webAddress(), job.getJobID().toString());
        this.images = new ImageTopic(kafka.bootstrapServers(), IMAGES, limits.maxBytes(), LINGER);
        this.outcomes = new OutcomeTopics(kafka.bootstrapServers(), PREDICTIONS, DEAD_LETTERS);
    }

    /**
     * Starts everything and waits until the job runs on all devices.
     *
     * @param limits of the pictures; the topics take what they allow
     */
    public static Demo start(
            ModelDirectory directory,
            Engine engine,
            DecodeLimits limits,
            Path scratch,
            PrintWriter out)
            throws Exception {
        ModelManifest manifest = directory.manifest();
        int devices = manifest.shards();
        say(out, "Kafka broker starts");
        LocalKafka kafka = LocalKafka.start(Files.createDirectory(scratch.resolve("kafka")));
        LocalCluster cluster = null;
        try {
            kafka.createTopic(IMAGES, devices, ImageTopic.settings(limits.maxBytes()));
            say(out, "Flink cluster of %d TaskManagers starts", devices);
            KafkaClassification classification = classification(kafka, engine, limits, devices);
            cluster =
                    LocalCluster.start(
                            devices,
                            NetworkSettings.of(manifest, classification.buffers(directory, 1)),
                            scratch);
            say(
                    out,
                    "%s, %,d parameters, runs as %d stages on %d devices",
                    manifest.name(),
                    manifest.parameters(),
                    manifest.stages().size(),
                    devices);
            JobClient job = submit(classification, directory, cluster);
            Demo demo = new Demo(manifest, out, kafka, cluster, job, limits);
            demo.awaitRunning();
            return demo;
        } catch (Exception e) {
            if (cluster != null) {
                cluster.close();
            }
            kafka.close();
            throw e;
        }
    }

    private static KafkaClassification classification(
            LocalKafka kafka, Engine engine, DecodeLimits limits, int devices) {
        KafkaOptions options =
                new KafkaOptions(
                        kafka.bootstrapServers(),
                        IMAGES,
                        PREDICTIONS,
                        DEAD_LETTERS,
                        "decnn-demo",
                        ValueFormat.AVRO,
                        DeliveryGuarantee.EXACTLY_ONCE,
                        "decnn-demo",
                        new Properties());
        SplitOptions split =
                SplitOptions.onDevices(devices)
                        .withEngine(engine)
                        .withLimits(limits)
                        .withDecoding(Decoding.of(devices, devices));
        int deadLetterBytes =
                (int) Math.min(DeadLetterRecords.GREATEST_CONTENT_LIMIT, limits.maxBytes());
        return new KafkaClassification(options, split, 3, deadLetterBytes);
    }

    private static JobClient submit(
            KafkaClassification classification, ModelDirectory directory, LocalCluster cluster)
            throws Exception {
        TopicCheck.DEFAULT
                .withContentLimit(classification.deadLetterBytes())
                .check(classification.kafka());
        StreamExecutionEnvironment environment = cluster.environment();
        environment.configure(
                new Configuration()
                        .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL));
        classification.addTo(environment, directory);
        return Submission.start(environment, directory.manifest().name());
    }

    private void awaitRunning() throws Exception {
        Instant until = Instant.now().plus(PATIENCE);
        while (!running.isRunning()) {
            if (Instant.now().isAfter(until)) {
                throw new IllegalStateException(
                        "the job does not start within "
                                + PATIENCE.toSeconds()
                                + " s: it is "
                                + job.getJobStatus().get()
                                + ", see "
                                + cluster.webAddress());
            }
            Thread.sleep(100);
        }
    }

    /** What the broker keeps of such a demonstration, in bytes. */
    public static long bytesSent(Photographs photographs) {
        long once =
                photographs.pictures().stream()
                        .mapToLong(picture -> picture.content().length)
                        .sum();
        return once + once * (WARM_UP_IMAGES + MEASURED_IMAGES) / photographs.pictures().size();
    }

    /** Sends each photograph once and prints what comes back as it comes. */
    public void classify(Photographs photographs) throws Exception {
        out.println();
        out.printf("%-28s %-52s %s%n", "image", "top 3 classes", "latency");
        Set<String> sent = new HashSet<>();
        for (Photographs.Photograph photograph : photographs.pictures()) {
            images.send(photograph.name(), photograph.content());
            sent.add(photograph.name());
        }
        await(sent, true);
    }

    /** Sends photographs over and over and measures how many a second come back. */
    public void measure(Photographs photographs) throws Exception {
        out.println();
        say(
                out,
                "sending %,d more to warm up, then %,d to measure",
                WARM_UP_IMAGES,
                MEASURED_IMAGES);
        sendAndAwait(photographs, "warm-up", WARM_UP_IMAGES);
        long start = System.nanoTime();
        sendAndAwait(photographs, "measured", MEASURED_IMAGES);
        imagesPerSecond = MEASURED_IMAGES / ((System.nanoTime() - start) / 1e9);
    }

    private void sendAndAwait(Photographs photographs, String round, int count) throws Exception {
        List<Photographs.Photograph> pictures = photographs.pictures();
        Set<String> sent = new HashSet<>();
        for (int i = 0; i < count; i++) {
            Photographs.Photograph photograph = pictures.get(i % pictures.size());
            String id = photograph.name() + "#" + round + "-" + i;
            images.send(id, photograph.content());
            sent.add(id);
        }
        await(sent, false);
    }

    private void await(Set<String> awaited, boolean print) throws Exception {
        // Large pictures take long: what counts is that answers keep coming.
        Instant until = Instant.now().plus(PATIENCE);
        while (!awaited.isEmpty()) {
            for (OutcomeTopics.Outcome outcome : outcomes.poll()) {
                if (print) {
                    print(outcome);
                }
                String id =
                        outcome.prediction() != null
                                ? outcome.prediction().getId()
                                : outcome.deadLetter().getId();
                decoded += outcome.prediction() != null ? 1 : 0;
                if (!awaited.remove(id)) {
                    throw new IllegalStateException(
                            "an answer for " + id + " came twice, or unasked");
                }
                until = Instant.now().plus(PATIENCE);
            }
            images.requireTaken();
            if (Instant.now().isAfter(until)) {
                throw new IllegalStateException(
                        awaited.size()
                                + " images are without an answer, "
                                + awaited.iterator().next()
                                + " among them, and none has come for "
                                + PATIENCE.toSeconds()
                                + " s: the job is "
                                + job.getJobStatus().get());
            }
        }
    }

    private void print(OutcomeTopics.Outcome outcome) {
        if (outcome.deadLetter() != null) {
            out.printf(
                    "%-28s no prediction: %s, %s%n",
                    outcome.deadLetter().getId(),
                    outcome.deadLetter().getReason(),
                    outcome.deadLetter().getMessage());
        } else {
            Prediction prediction = outcome.prediction();
            String classes =
                    prediction.getTop().stream()
                            .map(Demo::percent)
                            .collect(Collectors.joining("   "));
            long latency =
                    Duration.between(prediction.getEventTime(), prediction.getCompletionTime())
                            .toMillis();
            out.printf("%-28s %-52s %d ms%n", prediction.getId(), classes, latency);
        }
        out.flush();
    }

    private static String percent(ClassProbability entry) {
        return String.format(
                Locale.ROOT, "%s %.1f %%", entry.getLabel(), 100 * entry.getProbability());
    }

    /** Prints what the devices held and sent. */
    public void summarise() throws Exception {
        new DemoSummary(manifest, running.vertices(), settledCounters(), decoded, imagesPerSecond)
                .print(out);
        out.printf(
                "latency above is from the image's record to its prediction; predictions are committed every %d ms%n",
                CHECKPOINT_INTERVAL.toMillis());
        out.flush();
    }

    /**
     * Counters travel with the TaskManagers' heartbeats: two looks that agree have seen the last.
     */
    private Map<String, Long> settledCounters() throws IOException, InterruptedException {
        Map<String, Long> before;
        Map<String, Long> counters = running.counters();
        do {
            before = counters;
            Thread.sleep(2 * LocalCluster.HEARTBEAT_INTERVAL.toMillis());
            counters = running.counters();
        } while (!counters.equals(before));
        return counters;
    }

    /** Goes on printing predictions until the process is interrupted. */
    public void keepRunning() throws IOException {
        out.println();
        out.printf("Flink's web UI: %s%n", cluster.webAddress());
        out.printf(
                "Kafka: %s, topics %s, %s and %s; Ctrl-C ends it all%n",
                kafka.bootstrapServers(), IMAGES, PREDICTIONS, DEAD_LETTERS);
        out.flush();
        try {
            while (true) {
                outcomes.poll().forEach(this::print);
            }
        } catch (InterruptException e) {
            // Ctrl-C: Kafka's consumer says so in its own way. What follows is the orderly end.
            Thread.interrupted();
        }
    }

    @Override
    public void close() throws Exception {
        outcomes.close();
        images.close();
        try {
            job.cancel().get();
        } finally {
            cluster.close();
            kafka.close();
        }
    }

    private static void say(PrintWriter out, String format, Object... args) {
        out.printf(Locale.ROOT, format + "%n", args);
        out.flush();
    }
}
