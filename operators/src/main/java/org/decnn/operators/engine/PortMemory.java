package org.decnn.operators.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.LongStream;
import org.decnn.model.directory.Port;

/** What an engine binds to a port: its shape with a batch of one, and direct memory of its size. */
public final class PortMemory {

    private PortMemory() {}

    /** The port's dimensions behind a batch of one; none for a scalar. */
    public static long[] shape(Port port) {
        if (port.shape().isScalar()) {
            return new long[0];
        }
        return LongStream.concat(
                        LongStream.of(1),
                        port.shape().dims().stream().mapToLong(Integer::longValue))
                .toArray();
    }

    /**
     * Direct memory in the machine's own byte order.
     *
     * @throws EngineException if none is left
     */
    public static ByteBuffer allocate(Port port) {
        try {
            return ByteBuffer.allocateDirect(port.bytes()).order(ByteOrder.nativeOrder());
        } catch (OutOfMemoryError e) {
            throw new EngineException(
                    "no direct memory is left for the "
                            + port.bytes()
                            + " bytes of '"
                            + port.name()
                            + "': raise Flink's taskmanager.memory.task.off-heap.size",
                    e);
        }
    }
}
