package org.decnn.operators.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.IntUnaryOperator;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.decnn.model.shard.Edge;
import org.decnn.operators.flight.Home;
import org.decnn.operators.image.BatchHeaders;
import org.decnn.operators.image.BatchHeadersFormat;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.image.ImageHeader;
import org.decnn.operators.serial.RecordFormat;
import org.decnn.operators.slice.Activations;
import org.decnn.operators.slice.Batch;
import org.decnn.operators.slice.SampleId;
import org.decnn.operators.slice.Slice;
import org.decnn.operators.slice.SliceFormat;
import org.decnn.operators.slice.Tensors;

/**
 * A split network from the decoded image to the summed logits: every subtask of every operator in a
 * harness, and between them a network that holds each record as bytes until the test delivers it,
 * in whatever order.
 */
public final class SplitRun implements AutoCloseable {

    /** The order in which records were sent. */
    public static final IntUnaryOperator IN_ORDER = inFlight -> 0;

    private record InFlight(boolean header, byte[] bytes) {}

    private record Place(int stage, int device) {}

    private final OperatorHarnesses operators;
    private final List<OneInputStreamOperatorTestHarness<Activations, Activations>> stems =
            new ArrayList<>();
    private final Map<Place, KeyedOneInputStreamOperatorTestHarness<Integer, Slice, Activations>>
            stages = new HashMap<>();
    private final Map<Edge, List<OneInputStreamOperatorTestHarness<Activations, Slice>>> exchanges =
            new LinkedHashMap<>();
    private final List<
                    KeyedTwoInputStreamOperatorTestHarness<
                            Home, BatchHeaders, Slice, ClassifiedImage>>
            sums = new ArrayList<>();
    private final List<InFlight> wire = new ArrayList<>();
    private final Map<SampleId, float[]> logits = new HashMap<>();

    public SplitRun(OperatorHarnesses operators) throws Exception {
        this.operators = operators;
        for (Edge edge : operators.manifest().edges()) {
            exchanges.put(edge, new ArrayList<>());
        }
        for (int device = 0; device < operators.devices(); device++) {
            if (!operators.manifest().stem().isEmpty()) {
                stems.add(operators.stem(device));
            }
            for (int stage = 1; stage < operators.manifest().logitsStage(); stage++) {
                stages.put(new Place(stage, device), operators.stage(stage, device, null));
            }
            for (Map.Entry<Edge, List<OneInputStreamOperatorTestHarness<Activations, Slice>>>
                    exchange : exchanges.entrySet()) {
                exchange.getValue().add(operators.exchange(exchange.getKey(), device));
            }
            sums.add(operators.sumLogits(device, null));
        }
    }

    /** Sends a decoded image on its way. */
    public void submit(SampleId sample, byte[] input) throws Exception {
        submit(List.of(sample), input);
    }

    /** Sends decoded images on their way together. */
    public void submit(List<SampleId> samples, byte[]... inputs) throws Exception {
        Batch batch = new Batch(operators.homeOf(samples.get(0)), samples);
        BatchHeaders headers =
                new BatchHeaders(
                        batch.home(),
                        samples.stream()
                                .map(
                                        sample ->
                                                new ImageHeader(
                                                        sample,
                                                        "image " + sample.offset(),
                                                        "test",
                                                        0,
                                                        null))
                                .toList());
        wire.add(new InFlight(true, bytes(new BatchHeadersFormat(), headers)));
        int device = Math.floorMod(batch.first().offset(), operators.devices());
        Activations decoded = new Activations(batch, 0, Tensors.of(inputs));
        if (stems.isEmpty()) {
            exchange(0, device, decoded);
            return;
        }
        var stem = stems.get(device);
        stem.processElement(new StreamRecord<>(decoded));
        for (Activations activations : drain(stem.getOutput(), Activations.class)) {
            exchange(0, device, activations);
        }
    }

    /**
     * Delivers what is in flight, and all that is sent in consequence.
     *
     * @param order given how many records are in flight, which of them comes next
     */
    public void deliver(IntUnaryOperator order) throws Exception {
        while (!wire.isEmpty()) {
            deliver(wire.remove(order.applyAsInt(wire.size())));
        }
    }

    private void deliver(InFlight record) throws Exception {
        if (record.header()) {
            BatchHeaders headers = read(new BatchHeadersFormat(), record.bytes());
            sumOf(headers.batch()).processElement1(new StreamRecord<>(headers));
            collectAnswers(headers.batch());
            return;
        }
        Slice slice = read(new SliceFormat(), record.bytes());
        if (slice.toStage() == operators.manifest().logitsStage()) {
            sumOf(slice.batch()).processElement2(new StreamRecord<>(slice));
            collectAnswers(slice.batch());
            return;
        }
        int replica = operators.keys().replicaOf(slice.batch());
        int device = operators.keys().subtaskOf(replica, slice.toShard(), operators.devices());
        var stage = stages.get(new Place(slice.toStage(), device));
        stage.processElement(new StreamRecord<>(slice));
        for (Activations activations : drain(stage.getOutput(), Activations.class)) {
            exchange(slice.toStage(), device, activations);
        }
    }

    private void exchange(int stage, int device, Activations activations) throws Exception {
        for (Edge edge : operators.manifest().edgesFrom(stage)) {
            var exchange = exchanges.get(edge).get(device);
            exchange.processElement(new StreamRecord<>(activations));
            for (Slice slice : drain(exchange.getOutput(), Slice.class)) {
                wire.add(new InFlight(false, bytes(new SliceFormat(), slice)));
            }
        }
    }

    private KeyedTwoInputStreamOperatorTestHarness<Home, BatchHeaders, Slice, ClassifiedImage>
            sumOf(Batch batch) {
        return sums.get(
                KeyGroupRangeAssignment.assignKeyToParallelOperator(
                        Home.of(batch), operators.keys().maxParallelism(), operators.devices()));
    }

    private void collectAnswers(Batch batch) {
        for (ClassifiedImage answer : drain(sumOf(batch).getOutput(), ClassifiedImage.class)) {
            float[] earlier = logits.put(answer.header().sample(), answer.logits());
            assertThat(earlier).as("an earlier answer for %s", answer.header()).isNull();
        }
    }

    /** What has been answered, each sample once. */
    public Map<SampleId, float[]> logits() {
        return logits;
    }

    /** What all operators together still hold of unfinished samples. */
    public int stateEntries() {
        return stages.values().stream().mapToInt(stage -> stage.numKeyedStateEntries()).sum()
                + sums.stream().mapToInt(sum -> sum.numKeyedStateEntries()).sum();
    }

    private static <T> List<T> drain(Queue<Object> output, Class<T> type) {
        List<T> drained = new ArrayList<>();
        for (Object element = output.poll(); element != null; element = output.poll()) {
            drained.add(type.cast(((StreamRecord<?>) element).getValue()));
        }
        return drained;
    }

    private static <T> byte[] bytes(RecordFormat<T> format, T record) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        format.write(record, out);
        return out.getCopyOfBuffer();
    }

    private static <T> T read(RecordFormat<T> format, byte[] bytes) throws IOException {
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        T record = format.read(in);
        assertThat(in.available()).as("bytes left unread").isZero();
        return record;
    }

    @Override
    public void close() throws Exception {
        for (var stem : stems) {
            stem.close();
        }
        for (var stage : stages.values()) {
            stage.close();
        }
        for (var harnesses : exchanges.values()) {
            for (var harness : harnesses) {
                harness.close();
            }
        }
        for (var sum : sums) {
            sum.close();
        }
    }
}
