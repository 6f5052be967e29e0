package org.decnn.job.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.decnn.job.Submission;
import org.decnn.job.UsageException;
import org.decnn.job.kafka.DeadLetterRecords;
import org.decnn.job.kafka.JobClaim;
import org.decnn.job.kafka.KafkaClassification;
import org.decnn.job.kafka.KafkaOptions;
import org.decnn.job.kafka.PredictionRecords;
import org.decnn.job.kafka.RestoredDecoding;
import org.decnn.job.kafka.RivalCheck;
import org.decnn.job.kafka.TopicCheck;
import org.decnn.job.kafka.TransactionSpan;
import org.decnn.job.kafka.ValueFormat;
import org.decnn.job.settings.Board;
import org.decnn.job.settings.BufferDemand;
import org.decnn.job.settings.ClusterCheck;
import org.decnn.job.settings.DeviceSettings;
import org.decnn.job.settings.FlinkRest;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.operators.model.FlinkModelFiles;
import org.decnn.operators.topology.Decoding;
import org.decnn.operators.topology.SplitOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@code flink run decnn-job.jar} runs: checks what can be checked, then submits the job. */
@Command(
        name = "flink run -d decnn-job.jar",
        description =
                "Classify the images of a Kafka topic with a CNN split over the cluster's TaskManagers.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class KafkaJob implements Callable<Integer> {

    @Option(
            names = "--model",
            required = true,
            paramLabel = "URI",
            description =
                    "Model directory, made by 'decnn shard', where every TaskManager can read it.")
    private String model;

    @Mixin private TopicOptions topics;

    @Option(
            names = "--value-format",
            paramLabel = "FORMAT",
            defaultValue = "avro",
            description =
                    "avro: ImageRecord in single-object encoding; raw: the picture's bytes. Default: ${DEFAULT-VALUE}.")
    private ValueFormat valueFormat;

    @Option(
            names = "--delivery",
            paramLabel = "GUARANTEE",
            defaultValue = "exactly-once",
            converter = Delivery.class,
            description = "exactly-once or at-least-once. Default: ${DEFAULT-VALUE}.")
    private DeliveryGuarantee delivery;

    @Option(
            names = "--replicas",
            paramLabel = "R",
            defaultValue = "1",
            description = "Copies of the split network side by side. Default: ${DEFAULT-VALUE}.")
    private int replicas;

    @Option(
            names = "--devices",
            paramLabel = "N",
            description =
                    "TaskManager slots that share the shards. Default: flink's -p if above 1, else one a shard and replica.")
    private Integer devices;

    @Option(
            names = "--top",
            paramLabel = "K",
            defaultValue = "5",
            description = "Classes that a prediction names. Default: ${DEFAULT-VALUE}.")
    private int top;

    @Option(
            names = "--transactional-id-prefix",
            paramLabel = "PREFIX",
            description =
                    "Keeps this job's transactions apart from other jobs'. Default: the group and the predictions topic.")
    private String transactionalIdPrefix;

    @Option(
            names = "--checkpoint-interval",
            paramLabel = "MS",
            defaultValue = "2000",
            description =
                    "Milliseconds between checkpoints; exactly-once predictions appear at each. Default: ${DEFAULT-VALUE}.")
    private long checkpointMillis;

    @Option(
            names = "--timeout",
            paramLabel = "MS",
            defaultValue = "300000",
            description =
                    "Milliseconds after which an image that not all devices answered is a dead letter. Default: ${DEFAULT-VALUE}.")
    private long timeoutMillis;

    @Option(
            names = "--max-age",
            paramLabel = "SECONDS",
            description =
                    "Images older than this by their record's timestamp, when they would be decoded or sent on, are dead letters. Default: none is too old.")
    private Double maxAgeSeconds;

    @Option(
            names = "--max-in-flight",
            paramLabel = "N",
            description =
                    "Images between decoding and answer, all devices together: more for throughput on slow networks, fewer for latency under load. Default: "
                            + SplitOptions.IN_FLIGHT_PER_SHARD
                            + " a shard and replica, "
                            + SplitOptions.SMALL_IN_FLIGHT_PER_SHARD
                            + " where slices are under 16 KiB.")
    private Integer maxInFlight;

    @Option(
            names = "--max-batch",
            paramLabel = "N",
            defaultValue = "" + SplitOptions.MAX_BATCH,
            description =
                    "Images that pass the network together where they would wait for each other; no more than half of a device's images in flight. Default: ${DEFAULT-VALUE}.")
    private int maxBatch;

    @Option(
            names = "--decode",
            paramLabel = "PLACE",
            converter = DecodingPlace.class,
            description =
                    "Which device decodes an image: where-read, the one that reads its partition, or in-turn, each in its turn, where partitions hold images unevenly. Default: where-read if each device reads as many partitions.")
    private Decoding decoding;

    @Option(
            names = "--dead-letter-bytes",
            paramLabel = "N",
            defaultValue = "" + DeadLetterRecords.DEFAULT_CONTENT_LIMIT,
            description =
                    "Most bytes of content in a dead letter; the topic's max.message.bytes is to be 64 KiB above it. Default: ${DEFAULT-VALUE}.")
    private int deadLetterBytes;

    @Option(names = "--no-topic-creation", description = "Missing output topics are an error.")
    private boolean noTopicCreation;

    @Option(
            names = "--take-over",
            description =
                    "Submit even if another job has the same group or transactional ids; its transactions are aborted.")
    private boolean takeOver;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The job's name. Default: the network's.")
    private String name;

    @Option(names = "--verbose", description = "Show the stack trace of an error.")
    private boolean verbose;

    @Mixin private EngineOptions engine;

    @Mixin private LimitOptions limits;

    @Spec private CommandSpec spec;

    /** What kept the job from being submitted, if anything has. */
    private Exception failure;

    /** The names that people type. */
    static final class Delivery implements picocli.CommandLine.ITypeConverter<DeliveryGuarantee> {
        @Override
        public DeliveryGuarantee convert(String value) {
            return switch (value) {
                case "exactly-once" -> DeliveryGuarantee.EXACTLY_ONCE;
                case "at-least-once" -> DeliveryGuarantee.AT_LEAST_ONCE;
                default ->
                        throw new picocli.CommandLine.TypeConversionException(
                                "'" + value + "' is neither exactly-once nor at-least-once");
            };
        }
    }

    /** The names that people type. */
    static final class DecodingPlace implements picocli.CommandLine.ITypeConverter<Decoding> {
        @Override
        public Decoding convert(String value) {
            return switch (value) {
                case "in-turn" -> Decoding.IN_TURN;
                case "where-read" -> Decoding.WHERE_READ;
                default ->
                        throw new picocli.CommandLine.TypeConversionException(
                                "'" + value + "' is neither in-turn nor where-read");
            };
        }
    }

    public static void main(String[] args) {
        KafkaJob job = new KafkaJob();
        int code = CommandLines.of(job).execute(args);
        if (code != 0) {
            leave(code, job.failure);
        }
    }

    /**
     * In {@code flink run}'s own process the exit code says what happened. Where the JobManager
     * calls this method, it must live on: there the error is thrown, and Flink looks among its
     * causes for what it knows, such as that the job has come to its end before.
     */
    private static void leave(int code, Exception failure) {
        boolean inFlinksCommandLine =
                StackWalker.getInstance()
                        .walk(
                                frames ->
                                        frames.anyMatch(
                                                frame ->
                                                        frame.getClassName()
                                                                .equals(
                                                                        "org.apache.flink.client.cli.CliFrontend")));
        if (inFlinksCommandLine) {
            System.exit(code);
        }
        throw new IllegalArgumentException(
                "the job was not submitted: see the line before this one", failure);
    }

    @Override
    public Integer call() throws Exception {
        try {
            submit();
            return 0;
        } catch (Exception e) {
            failure = e;
            throw e;
        }
    }

    private void submit() throws Exception {
        require(checkpointMillis >= 10, "--checkpoint-interval is at least 10 ms");
        require(timeoutMillis >= 1000, "--timeout is at least 1000 ms");
        require(maxAgeSeconds == null || maxAgeSeconds >= 0.001, "--max-age is at least 0.001 s");
        require(top >= 1, "--top is at least 1");
        require(maxInFlight == null || maxInFlight >= 1, "--max-in-flight is at least 1");
        require(maxBatch >= 1, "--max-batch is at least 1");
        require(replicas >= 1, "--replicas is at least 1");
        require(
                deadLetterBytes >= 0 && deadLetterBytes <= DeadLetterRecords.GREATEST_CONTENT_LIMIT,
                "--dead-letter-bytes is 0 to " + DeadLetterRecords.GREATEST_CONTENT_LIMIT);
        ModelDirectory directory = ModelDirectory.open(new FlinkModelFiles(model));
        directory.verify();
        KafkaOptions kafka =
                topics.kafka(valueFormat, delivery, transactionalIdPrefix, this::remark);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(checkpointing());
        environment.configure(overTransactions(environment.getConfiguration(), kafka));
        SplitOptions split =
                SplitOptions.onDevices(devices(environment, directory))
                        .withReplicas(replicas)
                        .withLimits(limits.limits().withMaxAge(maxAge()))
                        .withTimeout(Duration.ofMillis(timeoutMillis))
                        .withMaxInFlight(maxInFlight)
                        .withMaxBatch(maxBatch)
                        .withEngine(engine.engineFor(directory));
        // What cannot run is said before brokers are asked.
        directory.manifest().preprocessing().requirePictures();
        split.keysFor(directory.manifest());
        int partitions =
                TopicCheck.DEFAULT
                        .withTopicCreation(!noTopicCreation)
                        .withPredictions(PredictionRecords.of(directory, kafka, top))
                        .withContentLimit(deadLetterBytes)
                        .check(kafka);
        claim(environment, kafka);
        split =
                split.withDecoding(
                        new RestoredDecoding(decoding, Decoding.of(partitions, split.devices()))
                                .in(environment.getConfiguration(), this::remark));
        new KafkaClassification(kafka, split, top, deadLetterBytes).addTo(environment, directory);
        checkCluster(environment, directory, split);
        Submission.run(environment, name == null ? directory.manifest().name() : name);
    }

    private Duration maxAge() {
        return maxAgeSeconds == null ? null : Duration.ofMillis(Math.round(maxAgeSeconds * 1000));
    }

    /** Refuses where another job claims the same, and has Flink show what this one claims. */
    private void claim(StreamExecutionEnvironment environment, KafkaOptions kafka) {
        RivalCheck rivals = new RivalCheck(kafka, TopicCheck.DEFAULT.timeout());
        JobClaim claim = rivals.claim();
        if (!takeOver) {
            FlinkRest.reachedBy(environment.getConfiguration())
                    .ifPresent(flink -> rivals.requireNoneOn(flink, claim));
            rivals.requireNoneElsewhere(Duration.ofMillis(2 * checkpointMillis), this::remark);
        }
        Map<String, String> parameters =
                new HashMap<>(
                        environment
                                .getConfiguration()
                                .getOptional(PipelineOptions.GLOBAL_JOB_PARAMETERS)
                                .orElse(Map.of()));
        parameters.putAll(claim.parameters());
        environment.configure(
                new Configuration().set(PipelineOptions.GLOBAL_JOB_PARAMETERS, parameters));
    }

    /** What the cluster should be told to do better is said; what cannot run is refused. */
    private void checkCluster(
            StreamExecutionEnvironment environment, ModelDirectory directory, SplitOptions split) {
        BufferDemand demand = BufferDemand.of(environment.getStreamGraph(false).getJobGraph());
        DeviceSettings wanted =
                DeviceSettings.of(directory.manifest(), split, demand, Board.OF_ONE_DEVICE);
        FlinkRest.reachedBy(environment.getConfiguration())
                .map(flink -> new ClusterCheck(flink).differences(wanted, demand, split.devices()))
                .ifPresent(lines -> lines.forEach(this::remark));
    }

    private void remark(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("decnn: " + line);
        err.flush();
    }

    private int devices(StreamExecutionEnvironment environment, ModelDirectory directory) {
        if (devices != null) {
            return devices;
        }
        boolean given =
                environment
                                .getConfiguration()
                                .getOptional(CoreOptions.DEFAULT_PARALLELISM)
                                .orElse(1)
                        > 1;
        return given ? environment.getParallelism() : directory.manifest().shards() * replicas;
    }

    /**
     * Checkpoints, always exactly-once: a join takes each slice once. The delivery guarantee is the
     * sinks' affair.
     */
    private Configuration checkpointing() {
        Configuration configuration = new Configuration();
        configuration.set(
                CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(checkpointMillis));
        // Under back-pressure a barrier would wait behind queues of large slices.
        configuration.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
        configuration.set(CheckpointingOptions.ALIGNED_CHECKPOINT_TIMEOUT, Duration.ofSeconds(5));
        return configuration;
    }

    /** What of the checkpoints' settings depends on the cluster's. */
    private static Configuration overTransactions(ReadableConfig flink, KafkaOptions kafka) {
        Configuration configuration = new Configuration();
        configuration.set(
                CheckpointingOptions.CHECKPOINTING_TIMEOUT,
                TransactionSpan.of(flink)
                        .checkpointTimeout(
                                kafka,
                                flink.getOptional(CheckpointingOptions.CHECKPOINTING_TIMEOUT)));
        // A job that fails for good, or is cancelled, is to go on without repetition.
        configuration.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                flink.getOptional(CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION)
                        .orElse(ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION));
        return configuration;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new UsageException(message);
        }
    }
}
