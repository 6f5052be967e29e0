package org.decnn.benchmarks.lab;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;
import org.decnn.job.UsageException;
import org.decnn.job.cli.CommandLines;
import org.decnn.job.cli.TopicOptions;
import org.decnn.job.kafka.DeadLetterRecords;
import org.decnn.job.kafka.ImageRecordReader;
import org.decnn.job.kafka.ImageSinks;
import org.decnn.job.kafka.ImageSource;
import org.decnn.job.kafka.KafkaOptions;
import org.decnn.job.kafka.PredictionRecords;
import org.decnn.job.kafka.TopicCheck;
import org.decnn.job.kafka.ValueFormat;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.operators.engine.OnnxRuntimeEngine;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.image.DecodeLimits;
import org.decnn.operators.image.IncomingImage;
import org.decnn.operators.image.RejectedImage;
import org.decnn.operators.model.FlinkModelFiles;
import org.decnn.operators.model.ModelRef;
import org.decnn.operators.topology.RecordTypes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What the split network is compared with: the same topics and records, but each device runs the
 * whole network in one operator. Everything is chained and objects are reused, so nothing is
 * serialised between the source and the sink; this is the fastest such job there is.
 */
@Command(
        name = "WholeNetworkJob",
        description = "Classify the images of a Kafka topic, the whole network on each device.",
        mixinStandardHelpOptions = true)
public final class WholeNetworkJob implements Callable<Integer> {

    @Option(names = "--model", required = true, paramLabel = "URI")
    private String model;

    @Mixin private TopicOptions topics;

    @Option(names = "--devices", required = true, paramLabel = "N")
    private int devices;

    @Option(names = "--top", paramLabel = "K", defaultValue = "5")
    private int top;

    @Option(names = "--checkpoint-interval", paramLabel = "MS", defaultValue = "10000")
    private long checkpointMillis;

    @Option(
            names = "--plain",
            description = "Load the network as ONNX Runtime's examples do, not as DeCNN does.")
    private boolean plain;

    @Option(names = "--verbose")
    private boolean verbose;

    public static void main(String[] args) {
        int code = CommandLines.of(new WholeNetworkJob()).execute(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    @Override
    public Integer call() throws Exception {
        ModelDirectory directory = ModelDirectory.open(new FlinkModelFiles(model));
        directory.verify();
        if (directory.manifest().shards() != 1 || directory.manifest().stages().size() != 1) {
            throw new UsageException(model + " is split: make one with 'decnn shard --shards 1'");
        }
        KafkaOptions kafka =
                topics.kafka(
                        ValueFormat.AVRO,
                        DeliveryGuarantee.AT_LEAST_ONCE,
                        null,
                        System.err::println);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration());
        environment.setParallelism(devices);
        addTo(environment, directory, kafka);
        TopicCheck.DEFAULT.check(kafka);
        environment.execute(directory.manifest().name() + ", whole");
        return 0;
    }

    private Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(
                CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(checkpointMillis));
        return configuration;
    }

    private void addTo(
            StreamExecutionEnvironment environment, ModelDirectory directory, KafkaOptions kafka) {
        OutputTag<RejectedImage> rejected = new OutputTag<>("rejected", RecordTypes.REJECTED);
        SingleOutputStreamOperator<IncomingImage> incoming =
                environment
                        .fromSource(
                                ImageSource.builder(kafka).build(),
                                WatermarkStrategy.noWatermarks(),
                                "images from " + kafka.imagesTopic())
                        .process(new ImageRecordReader(kafka.valueFormat(), rejected))
                        .returns(RecordTypes.IMAGE)
                        .name("read records");
        SingleOutputStreamOperator<ClassifiedImage> classified =
                incoming.process(
                                new WholeNetworkFunction(
                                        ModelRef.of(directory),
                                        plain ? new PlainOnnxRuntime() : new OnnxRuntimeEngine(),
                                        DecodeLimits.DEFAULT,
                                        rejected))
                        .returns(RecordTypes.CLASSIFIED)
                        .name("whole network");
        classified
                .sinkTo(ImageSinks.predictions(kafka, PredictionRecords.of(directory, kafka, top)))
                .name("predictions to " + kafka.predictionsTopic());
        classified
                .getSideOutput(rejected)
                .union(incoming.getSideOutput(rejected))
                .sinkTo(
                        ImageSinks.deadLetters(
                                kafka,
                                new DeadLetterRecords(
                                        kafka.deadLettersTopic(),
                                        DeadLetterRecords.DEFAULT_CONTENT_LIMIT)))
                .name("dead letters to " + kafka.deadLettersTopic());
    }
}
