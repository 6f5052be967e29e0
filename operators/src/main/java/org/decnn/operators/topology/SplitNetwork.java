package org.decnn.operators.topology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;
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
import org.decnn.operators.model.NetworkName;
import org.decnn.operators.slice.Activations;
import org.decnn.operators.slice.Slice;
import org.decnn.operators.stage.ExchangeFunction;
import org.decnn.operators.stage.InputKind;
import org.decnn.operators.stage.ShardKeys;
import org.decnn.operators.stage.StageFunction;
import org.decnn.operators.stage.StemFunction;

/**
 * A split network as a part of a Flink job: decode, the stages with their exchanges, and the sum of
 * the logits. The model directory says which stages and edges there are; here they become operators
 * and keyed streams.
 *
 * <p>A job may have operators besides, and several networks under {@linkplain SplitOptions#named
 * names}. Parallelism, max parallelism and buffer timeout are set on the network's operators alone;
 * no setting of the environment is touched, and one that the network cannot run with is refused.
 * Its operators share slots with those that the images come from.
 */
public final class SplitNetwork {

    /** Uid of the operator that decodes, in a network without a name. */
    public static final String DECODER = "decode";

    /** Subtasks of one number share a device; so a device's stages hold the same shards. */
    private static final String CO_LOCATION = "device";

    /** Sent at once; see {@link SplitOptions#largeImages}. */
    private static final long AT_ONCE = 0;

    /** What becomes of the images: each leaves by one of the two. */
    public record Outcome(
            DataStream<ClassifiedImage> classified, DataStream<RejectedImage> rejected) {}

    private final NetworkName name;
    private final ModelManifest manifest;
    private final ModelRef model;
    private final SplitOptions options;
    private final ShardKeys keys;
    private final FlightPlan flight;
    private final Map<Integer, List<DataStream<Slice>>> arriving = new HashMap<>();
    private String coLocation;
    private long bufferTimeout;

    private final OutputTag<BatchHeaders> headers = new OutputTag<>("headers", RecordTypes.HEADERS);
    private final OutputTag<RejectedImage> rejected =
            new OutputTag<>("rejected", RecordTypes.REJECTED);

    /**
     * @throws NetworkException if the devices cannot run the model's shards, or it is fed tensors
     *     and takes pictures alone, or pictures and takes tensors alone
     */
    public SplitNetwork(ModelDirectory directory, SplitOptions options) {
        this.name = options.network();
        this.manifest = directory.manifest();
        this.model = ModelRef.of(directory, name);
        this.coLocation = name.of(CO_LOCATION);
        this.options = options;
        if (options.inputKind() == InputKind.TENSOR && manifest.picture() != PictureWire.RGB) {
            throw new NetworkException(
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

    /** Parallelism of the network's operators. */
    public int devices() {
        return options.devices();
    }

    /** Max parallelism of the network's operators. */
    public int maxParallelism() {
        return keys.maxParallelism();
    }

    /** Whether images are so large that each is to be sent at once, to the network too. */
    public boolean takesLargeImages() {
        return SplitOptions.largeImages(manifest);
    }

    /**
     * Adds the operators. What the environment is set to afterwards is not looked at.
     *
     * @param images each with a {@linkplain org.decnn.operators.slice.SampleId sample id} of its
     *     own, the same when it is read again
     * @throws NetworkException if the job cannot run it: by its settings, or for having a network
     *     of that name
     */
    public Outcome classify(DataStream<IncomingImage> images) {
        new Surroundings(images.getExecutionEnvironment(), name).check();
        bufferTimeout = bufferTimeoutIn(images.getExecutionEnvironment());
        SingleOutputStreamOperator<Activations> decoded =
                own(
                        "decode",
                        DECODER,
                        toDecoders(images)
                                .transform(
                                        "decode",
                                        RecordTypes.ACTIVATIONS,
                                        new DecodeOperatorFactory(
                                                model,
                                                options.limits(),
                                                flight,
                                                headers,
                                                rejected)));
        exchange(0, manifest.sendsPicture() ? decoded : stem(decoded));
        for (ModelManifest.StageEntry stage : manifest.stages()) {
            exchange(stage.number(), stage(stage));
        }
        SingleOutputStreamOperator<ClassifiedImage> classified =
                own(
                        "sum logits",
                        "sum-logits",
                        decoded.getSideOutput(headers)
                                .keyBy(sent -> Home.of(sent.batch()), RecordTypes.HOME)
                                .connect(
                                        arrivingAt(manifest.logitsStage())
                                                .keyBy(
                                                        slice -> Home.of(slice.batch()),
                                                        RecordTypes.HOME))
                                .process(
                                        new SumLogitsFunction(
                                                name,
                                                manifest,
                                                options.timeout().toMillis(),
                                                rejected))
                                .returns(RecordTypes.CLASSIFIED));
        coLocate(decoded.getTransformation());
        coLocate(classified.getTransformation());
        return new Outcome(
                classified,
                decoded.getSideOutput(rejected).union(classified.getSideOutput(rejected)));
    }

    /** What holds for each of the network's operators, and for no other of the job. */
    private <T> SingleOutputStreamOperator<T> own(
            String title, String uid, SingleOutputStreamOperator<T> operator) {
        return operator.name(name.of(title))
                .uid(name.of(uid))
                .setParallelism(devices())
                .setMaxParallelism(maxParallelism())
                .setBufferTimeout(bufferTimeout);
    }

    /** Else the last image waits in a buffer until others fill it, or for longer than it runs. */
    private long bufferTimeoutIn(StreamExecutionEnvironment environment) {
        if (takesLargeImages()) {
            return AT_ONCE;
        }
        return environment.getBufferTimeout() < 0
                ? ExecutionOptions.BUFFER_TIMEOUT.defaultValue().toMillis()
                : environment.getBufferTimeout();
    }

    /** Images that are decoded where they are read go by no network, and by no other thread. */
    private DataStream<IncomingImage> toDecoders(DataStream<IncomingImage> images) {
        if (flight.whereRead()) {
            joinReaders(images.getTransformation());
            return images;
        }
        // A key selector is serialised: it may hold the plan, but not this builder.
        FlightPlan plan = flight;
        return images.keyBy(image -> plan.homeOf(image.header().sample()), RecordTypes.HOME);
    }

    /**
     * A chain is placed as its head is. One that feeds two networks places both: they share their
     * devices.
     *
     * @throws NetworkException if not every device reads
     */
    private void joinReaders(Transformation<?> images) {
        if (images.getParallelism() != devices()) {
            throw new NetworkException(
                    "images that are decoded where they are read are read on every device: set the"
                            + " parallelism of '%s' to %d, not %d, or have them decoded IN_TURN"
                                    .formatted(
                                            images.getName(), devices(), images.getParallelism()));
        }
        List<Transformation<?>> readers =
                Stream.concat(
                                Stream.of(images),
                                images.getTransitivePredecessors().stream()
                                        .map(reader -> (Transformation<?>) reader))
                        .filter(reader -> reader.getParallelism() == devices())
                        .toList();
        readers.stream()
                .map(Transformation::getCoLocationGroupKey)
                .filter(Objects::nonNull)
                .findFirst()
                .ifPresent(group -> coLocation = group);
        readers.forEach(this::coLocate);
    }

    private void coLocate(Transformation<?> operator) {
        operator.setCoLocationGroupKey(coLocation);
    }

    /** On the decoder's device and in its thread. */
    private SingleOutputStreamOperator<Activations> stem(
            SingleOutputStreamOperator<Activations> decoded) {
        return own(
                "stem",
                "stem",
                decoded.flatMap(new StemFunction(model, options.engine(), options.inputKind()))
                        .returns(RecordTypes.ACTIVATIONS));
    }

    private SingleOutputStreamOperator<Activations> stage(ModelManifest.StageEntry stage) {
        SingleOutputStreamOperator<Activations> activations =
                own(
                        "stage " + stage.number() + " · " + stage.name(),
                        "stage-" + stage.number(),
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
                                .returns(RecordTypes.ACTIVATIONS));
        coLocate(activations.getTransformation());
        return activations;
    }

    /**
     * Cuts a stage's activations into slices, on the same device, for each later stage that reads
     * them.
     */
    private void exchange(int fromStage, SingleOutputStreamOperator<Activations> activations) {
        for (Edge edge : manifest.edgesFrom(fromStage)) {
            DataStream<Slice> slices =
                    own(
                            edge.label()
                                    + " "
                                    + nameOf(edge.fromStage())
                                    + "→"
                                    + nameOf(edge.toStage()),
                            "exchange-" + edge.fromStage() + "-" + edge.toStage(),
                            activations
                                    .flatMap(new ExchangeFunction(name, manifest, edge, keys))
                                    .returns(RecordTypes.SLICE));
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
