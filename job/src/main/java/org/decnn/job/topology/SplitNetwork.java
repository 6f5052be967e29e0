package org.decnn.job.topology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;
import org.decnn.job.UsageException;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.network.NetworkException;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.PictureWire;
import org.decnn.operators.flight.FlightPlan;
import org.decnn.operators.flight.Home;
import org.decnn.operators.image.BatchHeaders;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.image.DecodeOperatorFactory;
import org.decnn.operators.image.IncomingImage;
import org.decnn.operators.image.RejectedImage;
import org.decnn.operators.logits.SumLogitsFunction;
import org.decnn.operators.model.ModelRef;
import org.decnn.operators.slice.Activations;
import org.decnn.operators.slice.Slice;
import org.decnn.operators.stage.ExchangeFunction;
import org.decnn.operators.stage.InputKind;
import org.decnn.operators.stage.ShardKeys;
import org.decnn.operators.stage.StageFunction;
import org.decnn.operators.stage.StemFunction;

/**
 * The job between its source and its sinks: decode, the stages with their exchanges, and the sum of
 * the logits. The model directory says which stages and edges there are; here they become operators
 * and keyed streams.
 */
public final class SplitNetwork {

    /** Uid of the operator that decodes. */
    public static final String DECODER = "decode";

    /** Subtasks of one number share a device; so a device's stages hold the same shards. */
    private static final String CO_LOCATION = "device";

    /** What becomes of the images: each leaves by one of the two. */
    public record Outcome(
            DataStream<ClassifiedImage> classified, DataStream<RejectedImage> rejected) {}

    private final ModelManifest manifest;
    private final ModelRef model;
    private final SplitOptions options;
    private final ShardKeys keys;
    private final FlightPlan flight;
    private final Map<Integer, List<DataStream<Slice>>> arriving = new HashMap<>();

    private final OutputTag<BatchHeaders> headers = new OutputTag<>("headers", RecordTypes.HEADERS);
    private final OutputTag<RejectedImage> rejected =
            new OutputTag<>("rejected", RecordTypes.REJECTED);

    /**
     * @throws UsageException if the devices cannot run the model's shards, or it is fed tensors and
     *     takes pictures alone
     * @throws NetworkException if it is fed pictures and takes tensors alone
     */
    public SplitNetwork(ModelDirectory directory, SplitOptions options) {
        this.manifest = directory.manifest();
        this.model = ModelRef.of(directory);
        this.options = options;
        if (options.inputKind() == InputKind.TENSOR && manifest.picture() != PictureWire.RGB) {
            throw new UsageException(
                    "the model directory takes pictures sent with "
                            + manifest.picture().label()
                            + ", not tensors: split the network with --chroma full");
        }
        if (options.inputKind() == InputKind.PICTURE) {
            manifest.preprocessing().requirePictures();
        }
        this.keys = options.keysFor(manifest);
        int inFlight = options.inFlight(manifest, keys);
        // Each that reads needs one; where that holds it holds on fewer devices, too.
        boolean whereRead =
                options.decoding() == Decoding.WHERE_READ && inFlight >= options.devices();
        this.flight = new FlightPlan(keys, inFlight, options.maxBatch(), whereRead);
    }

    /**
     * Sets the environment's parallelism to the devices, its max parallelism to the shards, and
     * whatever else a cluster's configuration could have otherwise and this job relies on.
     */
    public void configure(StreamExecutionEnvironment environment) {
        environment.setParallelism(options.devices());
        environment.setMaxParallelism(keys.maxParallelism());
        environment.configure(
                new Configuration()
                        .set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING)
                        .set(PipelineOptions.GENERIC_TYPES, false)
                        // A stage lends its exchange what it computed: in one chain, uncopied.
                        .set(PipelineOptions.OPERATOR_CHAINING, true)
                        .set(PipelineOptions.OBJECT_REUSE, true)
                        // A join takes each slice once: one that is replayed to it is an error.
                        .set(
                                CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
                                CheckpointingMode.EXACTLY_ONCE)
                        // A device has no managed memory for another.
                        .set(StateBackendOptions.STATE_BACKEND, "hashmap")
                        // Else the last image waits in a buffer until others fill it.
                        .set(ExecutionOptions.BUFFER_TIMEOUT_ENABLED, true));
        if (SplitOptions.largeImages(manifest)) {
            // One that waits for a timer to send its last bytes waits longer than it is computed.
            environment.setBufferTimeout(0);
        }
    }

    /** Adds the operators. */
    public Outcome classify(DataStream<IncomingImage> images) {
        SingleOutputStreamOperator<Activations> decoded =
                toDecoders(images)
                        .transform(
                                "decode",
                                RecordTypes.ACTIVATIONS,
                                new DecodeOperatorFactory(
                                        model, options.limits(), flight, headers, rejected))
                        .uid(DECODER);
        exchange(0, manifest.sendsPicture() ? decoded : stem(decoded));
        for (ModelManifest.StageEntry stage : manifest.stages()) {
            exchange(stage.number(), stage(stage));
        }
        SingleOutputStreamOperator<ClassifiedImage> classified =
                decoded.getSideOutput(headers)
                        .keyBy(sent -> Home.of(sent.batch()), RecordTypes.HOME)
                        .connect(
                                arrivingAt(manifest.logitsStage())
                                        .keyBy(slice -> Home.of(slice.batch()), RecordTypes.HOME))
                        .process(
                                new SumLogitsFunction(
                                        manifest, options.timeout().toMillis(), rejected))
                        .returns(RecordTypes.CLASSIFIED)
                        .name("sum logits")
                        .uid("sum-logits");
        coLocate(decoded.getTransformation());
        coLocate(classified.getTransformation());
        return new Outcome(
                classified,
                decoded.getSideOutput(rejected).union(classified.getSideOutput(rejected)));
    }

    /** Images that are decoded where they are read go by no network, and by no other thread. */
    private DataStream<IncomingImage> toDecoders(DataStream<IncomingImage> images) {
        if (flight.whereRead()) {
            // A chain is placed as its head is.
            images.getTransformation().getTransitivePredecessors().forEach(SplitNetwork::coLocate);
            return images;
        }
        // A key selector is serialised: it may hold the plan, but not this builder.
        FlightPlan plan = flight;
        return images.keyBy(image -> plan.homeOf(image.header().sample()), RecordTypes.HOME);
    }

    private static void coLocate(Transformation<?> operator) {
        operator.setCoLocationGroupKey(CO_LOCATION);
    }

    /** On the decoder's device and in its thread. */
    private SingleOutputStreamOperator<Activations> stem(
            SingleOutputStreamOperator<Activations> decoded) {
        return decoded.flatMap(new StemFunction(model, options.engine(), options.inputKind()))
                .returns(RecordTypes.ACTIVATIONS)
                .name("stem")
                .uid("stem");
    }

    private SingleOutputStreamOperator<Activations> stage(ModelManifest.StageEntry stage) {
        SingleOutputStreamOperator<Activations> activations =
                arrivingAt(stage.number())
                        .keyBy(new ShardKeySelector(keys), Types.INT)
                        .process(
                                new StageFunction(
                                        model,
                                        stage.number(),
                                        keys,
                                        options.engine(),
                                        options.inputKind(),
                                        options.timeout().toMillis()))
                        .returns(RecordTypes.ACTIVATIONS)
                        .name("stage " + stage.number() + " · " + stage.name())
                        .uid("stage-" + stage.number());
        coLocate(activations.getTransformation());
        return activations;
    }

    /**
     * Cuts a stage's activations into slices, on the same device, for each later stage that reads
     * them.
     */
    private void exchange(int fromStage, SingleOutputStreamOperator<Activations> activations) {
        for (Edge edge : manifest.edgesFrom(fromStage)) {
            String hop = nameOf(edge.fromStage()) + "→" + nameOf(edge.toStage());
            DataStream<Slice> slices =
                    activations
                            .flatMap(new ExchangeFunction(manifest, edge, keys))
                            .returns(RecordTypes.SLICE)
                            .name(edge.label() + " " + hop)
                            .uid("exchange-" + edge.fromStage() + "-" + edge.toStage());
            arriving.computeIfAbsent(edge.toStage(), stage -> new ArrayList<>()).add(slices);
        }
    }

    private String nameOf(int stage) {
        if (stage == 0) {
            return "image";
        }
        return stage == manifest.logitsStage() ? "logits" : Integer.toString(stage);
    }

    private DataStream<Slice> arrivingAt(int stage) {
        return arriving.get(stage).stream().reduce(DataStream::union).orElseThrow();
    }
}
