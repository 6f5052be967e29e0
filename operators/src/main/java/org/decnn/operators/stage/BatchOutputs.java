package org.decnn.operators.stage;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.decnn.model.directory.Port;
import org.decnn.operators.engine.PortMemory;
import org.decnn.operators.slice.Tensors;

/**
 * A graph's outputs for the samples of a batch: the last sample's where the engine put them, the
 * others' in memory beside, as large as the largest batch so far has needed.
 */
final class BatchOutputs {

    private final List<Port> ports;
    private final List<ByteBuffer> engine;
    private final List<List<ByteBuffer>> held = new ArrayList<>();
    private final List<Tensors> ofSize = new ArrayList<>();
    private long heldBytes;

    /**
     * @param engine the graph's outputs, written by each of its runs
     */
    BatchOutputs(List<Port> ports, List<ByteBuffer> engine) {
        this.ports = ports;
        this.engine = engine;
    }

    /** Copies what the graph has just given, as the next run would overwrite it. */
    void hold(int sample) {
        if (sample == held.size()) {
            held.add(ports.stream().map(PortMemory::allocate).toList());
            heldBytes += ports.stream().mapToLong(Port::bytes).sum();
        }
        for (int i = 0; i < engine.size(); i++) {
            ByteBuffer output = engine.get(i);
            held.get(sample).get(i).put(0, output, 0, output.capacity());
        }
    }

    /** Memory outside the Java heap that the others' take. */
    long heldBytes() {
        return heldBytes;
    }

    /**
     * All that is held, then the last run's.
     *
     * @return lent until the next run
     */
    Tensors of(int samples) {
        while (ofSize.size() < samples) {
            List<ByteBuffer> all = new ArrayList<>();
            held.subList(0, ofSize.size()).forEach(all::addAll);
            all.addAll(engine);
            ofSize.add(Tensors.lent(all.toArray(ByteBuffer[]::new)));
        }
        return ofSize.get(samples - 1);
    }
}
