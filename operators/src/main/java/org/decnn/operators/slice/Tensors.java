package org.decnn.operators.slice;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.core.memory.MemorySegmentFactory;
import org.apache.flink.core.memory.MemorySegmentWritable;

/**
 * The bytes of one or more tensors, one after the other. They are either kept, in heap arrays that
 * nobody changes any more, or lent: views of an engine's own output memory, valid until its next
 * run. So a shard's output goes into Flink's output view straight from where the engine put it.
 * Lent bytes never outlive the call that they are handed to; who must hold on to them takes them
 * {@link #kept()}.
 */
public final class Tensors {

    private final ByteBuffer[] parts;
    private final boolean lent;

    private Tensors(ByteBuffer[] parts, boolean lent) {
        this.parts = parts;
        this.lent = lent;
    }

    /** Tensors in arrays of their own, which must not be changed. */
    public static Tensors of(byte[]... tensors) {
        ByteBuffer[] parts = new ByteBuffer[tensors.length];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = ByteBuffer.wrap(tensors[i]);
        }
        return new Tensors(parts, false);
    }

    /** Tensors in direct memory that will be written to again. */
    public static Tensors lent(ByteBuffer... tensors) {
        ByteBuffer[] parts = new ByteBuffer[tensors.length];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = tensors[i].duplicate().clear();
        }
        return new Tensors(parts, true);
    }

    public int count() {
        return parts.length;
    }

    /** Bytes of all tensors together. */
    public int bytes() {
        int bytes = 0;
        for (ByteBuffer part : parts) {
            bytes += part.capacity();
        }
        return bytes;
    }

    /** Some of the tensors, lent where these are. */
    public Tensors select(int... chosen) {
        ByteBuffer[] some = new ByteBuffer[chosen.length];
        for (int i = 0; i < some.length; i++) {
            some[i] = parts[chosen[i]];
        }
        return new Tensors(some, lent);
    }

    /** The same bytes, for as long as one likes. */
    public Tensors kept() {
        if (!lent) {
            return this;
        }
        byte[][] arrays = new byte[parts.length][];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = new byte[parts[i].capacity()];
            parts[i].get(0, arrays[i]);
        }
        return of(arrays);
    }

    /** All tensors one after the other, not to be changed; a single kept one is not copied. */
    public byte[] joined() {
        if (!lent && parts.length == 1) {
            return parts[0].array();
        }
        byte[] joined = new byte[bytes()];
        int offset = 0;
        for (ByteBuffer part : parts) {
            part.get(0, joined, offset, part.capacity());
            offset += part.capacity();
        }
        return joined;
    }

    /** Writes all tensors one after the other, without lengths. */
    void write(DataOutputView out) throws IOException {
        for (int i = 0; i < parts.length; i++) {
            write(i, out);
        }
    }

    /** Writes one tensor, without its length. */
    void write(int tensor, DataOutputView out) throws IOException {
        ByteBuffer part = parts[tensor];
        if (part.hasArray()) {
            out.write(part.array(), part.arrayOffset(), part.capacity());
        } else if (out instanceof MemorySegmentWritable segments) {
            segments.write(MemorySegmentFactory.wrapOffHeapMemory(part), 0, part.capacity());
        } else {
            byte[] copy = new byte[part.capacity()];
            part.get(0, copy);
            out.write(copy);
        }
    }

    /** Bytes of one tensor. */
    int bytes(int tensor) {
        return parts[tensor].capacity();
    }
}
