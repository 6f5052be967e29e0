package org.decnn.operators.stage;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.decnn.model.directory.GraphFile;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.directory.NormalisationCut;
import org.decnn.model.directory.Port;
import org.decnn.model.network.Network;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.Transfer;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.engine.ShardSession;
import org.decnn.operators.slice.Activations;
import org.decnn.operators.slice.Batch;
import org.decnn.operators.slice.Slice;

/**
 * One shard of one stage, loaded: takes the payloads of a batch's slices, gives the batch's
 * activations.
 */
final class ShardRunner implements AutoCloseable {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** A graph that is through within a slice of the scheduler's gains nothing by turns. */
    private static final long SLICE_NANOS = 500_000;

    private record Source(int stage, int shard) {}

    private final int shard;
    private final long weightBytes;
    private final long portBytes;
    private final BatchOutputs outputs;
    private final ShardSession session;
    private final Cores cores;
    private final List<Source> sources = new ArrayList<>();
    private final Map<Source, Integer> sourceIndex = new HashMap<>();
    private final List<int[]> inputsOfSource = new ArrayList<>();

    private long lastNanos;
    private long computeNanos;
    private long runNanos;
    private long images;

    private ShardRunner(
            int shard,
            ModelManifest.ShardEntry entry,
            List<Port> inputs,
            List<Edge> edges,
            ShardSession session,
            Cores cores) {
        this.shard = shard;
        this.weightBytes = entry.weightBytes();
        this.portBytes = bytes(inputs) + bytes(entry.outputs());
        this.outputs = outputs(entry, session);
        this.session = session;
        this.cores = cores;
        List<String> names = inputs.stream().map(Port::name).toList();
        for (Edge edge : edges) {
            for (Transfer transfer : edge.transfers()) {
                if (transfer.toShard() == shard) {
                    addSource(
                            new Source(transfer.fromStage(), transfer.fromShard()),
                            transfer.parts().stream()
                                    .mapToInt(part -> names.indexOf(part.input()))
                                    .toArray());
                }
            }
        }
        if (edges.isEmpty()) {
            addSource(new Source(0, 0), 0); // the stem takes the picture from its own device
        }
    }

    private void addSource(Source source, int... inputs) {
        sourceIndex.put(source, sources.size());
        sources.add(source);
        inputsOfSource.add(inputs);
    }

    /** Reads this shard's graph, and no other's, and loads it; of stage 0 the stem. */
    static ShardRunner load(
            ModelDirectory directory, int stage, int shard, Engine engine, InputKind inputKind) {
        ModelManifest manifest = directory.manifest();
        ModelManifest.ShardEntry entry = manifest.graph(stage, shard);
        List<Port> inputs = entry.inputs();
        ShardSession session;
        if (inputKind == InputKind.TENSOR) {
            inputs = inputs.stream().map(ShardRunner::asTensor).toList();
            byte[] graph = NormalisationCut.from(directory.graph(stage, shard));
            session = engine.load(graph, inputs, entry.outputs());
        } else {
            try (GraphFile graph = directory.graphFile(stage, shard)) {
                session = engine.load(graph.path(), inputs, entry.outputs());
            }
        }
        try {
            return new ShardRunner(
                    shard,
                    entry,
                    inputs,
                    manifest.edgesInto(stage),
                    session,
                    new Cores(engine.threads()));
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static BatchOutputs outputs(ModelManifest.ShardEntry entry, ShardSession session) {
        return new BatchOutputs(
                entry.outputs(),
                IntStream.range(0, entry.outputs().size()).mapToObj(session::output).toList());
    }

    private static long bytes(List<Port> ports) {
        return ports.stream().mapToLong(Port::bytes).sum();
    }

    private static Port asTensor(Port port) {
        return port.name().equals(Network.INPUT)
                ? new Port(port.name(), ElementType.FLOAT32, port.shape())
                : port;
    }

    int shard() {
        return shard;
    }

    long weightBytes() {
        return weightBytes;
    }

    /** CPU time of this thread in the engine so far. */
    long computeNanos() {
        return computeNanos;
    }

    /**
     * Time from when batches were all there to when they were computed, waiting for a core
     * included.
     */
    long runNanos() {
        return runNanos;
    }

    /** Images computed so far. */
    long images() {
        return images;
    }

    /** Memory outside the Java heap that the graph's inputs and outputs take, for whole batches. */
    long portBytes() {
        return portBytes + outputs.heldBytes();
    }

    /** How many slices make a sample. */
    int sources() {
        return sources.size();
    }

    /** Which of the sources a slice is from. */
    int sourceOf(Slice slice) {
        Integer index = sourceIndex.get(new Source(slice.fromStage(), slice.fromShard()));
        if (index == null) {
            throw new IllegalStateException(
                    "no slice is expected from stage "
                            + slice.fromStage()
                            + ", shard "
                            + slice.fromShard());
        }
        return index;
    }

    String nameOf(int source) {
        return "stage " + sources.get(source).stage() + " shard " + sources.get(source).shard();
    }

    /**
     * Runs the graph for each sample of a batch.
     *
     * @param payloads one for each source, of all samples
     * @return lent until the next run
     * @throws InterruptedException if the task is cancelled while it waits for a core
     */
    Activations run(Batch batch, byte[][] payloads) throws InterruptedException {
        for (int source = 0; source < payloads.length; source++) {
            requireSize(payloads[source], source, batch.size());
        }
        long before = System.nanoTime();
        if (lastNanos < SLICE_NANOS) {
            runAll(batch, payloads);
        } else {
            cores.take();
            try {
                runAll(batch, payloads);
            } finally {
                cores.giveBack();
            }
        }
        runNanos += System.nanoTime() - before;
        images += batch.size();
        return new Activations(batch, shard, outputs.of(batch.size()));
    }

    private void runAll(Batch batch, byte[][] payloads) {
        for (int sample = 0; sample < batch.size(); sample++) {
            run(payloads, sample);
            if (sample < batch.size() - 1) {
                outputs.hold(sample);
            }
        }
    }

    private void run(byte[][] payloads, int sample) {
        for (int source = 0; source < payloads.length; source++) {
            fill(inputsOfSource.get(source), payloads[source], sample);
        }
        long before = THREADS.getCurrentThreadCpuTime();
        session.run();
        lastNanos = THREADS.getCurrentThreadCpuTime() - before;
        computeNanos += lastNanos;
    }

    private void fill(int[] inputs, byte[] payload, int sample) {
        int offset = sample * bytes(inputs);
        for (int index : inputs) {
            ByteBuffer input = session.input(index).clear();
            input.put(payload, offset, input.remaining());
            offset += input.capacity();
        }
    }

    private int bytes(int[] inputs) {
        int bytes = 0;
        for (int index : inputs) {
            bytes += session.input(index).capacity();
        }
        return bytes;
    }

    private void requireSize(byte[] payload, int source, int samples) {
        if (payload.length != samples * bytes(inputsOfSource.get(source))) {
            throw wrongSize(payload, source);
        }
    }

    private IllegalStateException wrongSize(byte[] payload, int source) {
        return new IllegalStateException(
                "a slice of "
                        + payload.length
                        + " bytes from "
                        + nameOf(source)
                        + " does not fit shard "
                        + shard);
    }

    @Override
    public void close() {
        session.close();
    }
}
