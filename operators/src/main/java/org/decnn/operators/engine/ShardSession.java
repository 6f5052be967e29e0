package org.decnn.operators.engine;

import java.nio.ByteBuffer;

/**
 * One loaded graph with the memory it reads from and writes to. Fill the inputs, run, read the
 * outputs; the buffers stay the same ones from run to run. Not thread-safe: one task owns a
 * session.
 */
public interface ShardSession extends AutoCloseable {

    /** The memory of an input, little-endian. The caller may move its position. */
    ByteBuffer input(int index);

    /** Computes the outputs from the inputs. */
    void run();

    /**
     * The memory of an output, little-endian, valid until the next run. The caller may move its
     * position.
     */
    ByteBuffer output(int index);

    @Override
    void close();
}
