package org.decnn.job.kafka;

import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;
import org.decnn.job.settings.Board;
import org.decnn.job.settings.BufferDemand;
import org.decnn.job.settings.JobEnvironment;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.operators.image.IncomingImage;
import org.decnn.operators.image.RejectedImage;
import org.decnn.operators.topology.RecordTypes;
import org.decnn.operators.topology.SplitNetwork;
import org.decnn.operators.topology.SplitOptions;

/**
 * The whole job: images from a Kafka topic through the split network to a topic of predictions and
 * one of dead letters.
 *
 * @param top how many classes a prediction names
 * @param deadLetterBytes most bytes of content in a dead letter
 */
public record KafkaClassification(
        KafkaOptions kafka, SplitOptions split, int top, int deadLetterBytes) {

    /** Uid of the operator that hands images to those that decode. */
    static final String READER = "read-records";

    /** With dead letters that fit a topic of Kafka's default settings. */
    public KafkaClassification(KafkaOptions kafka, SplitOptions split, int top) {
        this(kafka, split, top, DeadLetterRecords.DEFAULT_CONTENT_LIMIT);
    }

    /** The network buffers that it takes of a TaskManager with so many slots. */
    public BufferDemand buffers(ModelDirectory directory, int slots) {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        addTo(environment, directory);
        return BufferDemand.of(environment.getStreamGraph().getJobGraph(), slots);
    }

    /** The most that a job takes of a board of which nothing but its split is known yet. */
    public static BufferDemand buffers(ModelDirectory directory, SplitOptions split, Board board) {
        // Names of topics and brokers change nothing.
        KafkaOptions kafka =
                new KafkaOptions(
                        "localhost:9092",
                        "images",
                        "predictions",
                        "dead-letters",
                        "decnn",
                        ValueFormat.AVRO,
                        DeliveryGuarantee.EXACTLY_ONCE,
                        "decnn",
                        new Properties());
        return board.deviceCounts(split.keysFor(directory.manifest()), split.devices())
                .mapToObj(split::withDevices)
                .map(on -> new KafkaClassification(kafka, on, 1).buffers(directory, board.slots()))
                .reduce(BufferDemand::max)
                .orElseThrow();
    }

    /** Adds the job to an environment. */
    public void addTo(StreamExecutionEnvironment environment, ModelDirectory directory) {
        SplitNetwork network = new SplitNetwork(directory, split);
        JobEnvironment.configure(environment, network);
        OutputTag<RejectedImage> unreadable = new OutputTag<>("unreadable", RecordTypes.REJECTED);
        SingleOutputStreamOperator<IncomingImage> images =
                environment
                        .fromSource(
                                ImageSource.builder(kafka).build(),
                                WatermarkStrategy.noWatermarks(),
                                "images from " + kafka.imagesTopic())
                        .uid("images")
                        .process(new ImageRecordReader(kafka.valueFormat(), unreadable))
                        .returns(RecordTypes.IMAGE)
                        .name("read records")
                        .uid(READER);
        SplitNetwork.Outcome outcome = network.classify(images);
        outcome.classified()
                .sinkTo(ImageSinks.predictions(kafka, PredictionRecords.of(directory, kafka, top)))
                .name("predictions to " + kafka.predictionsTopic())
                .uid("predictions");
        DataStream<RejectedImage> rejected =
                outcome.rejected().union(images.getSideOutput(unreadable));
        rejected.sinkTo(
                        ImageSinks.deadLetters(
                                kafka,
                                new DeadLetterRecords(kafka.deadLettersTopic(), deadLetterBytes)))
                .name("dead letters to " + kafka.deadLettersTopic())
                .uid("dead-letters");
    }
}
