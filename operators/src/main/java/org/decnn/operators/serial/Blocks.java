package org.decnn.operators.serial;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A byte block, or a text in UTF-8, with its length before it; a length of -1 stands for none. */
public final class Blocks {

    private static final int CHUNK = 1 << 20;

    private Blocks() {}

    public static void write(byte[] block, DataOutputView out) throws IOException {
        out.writeInt(block == null ? -1 : block.length);
        if (block != null) {
            out.write(block);
        }
    }

    /**
     * Reads a block. A length that the input does not hold is not allocated in full before that is
     * noticed.
     *
     * @throws IOException if the length is impossible or the input ends before the block does
     */
    public static byte[] read(DataInputView in) throws IOException {
        int length = in.readInt();
        if (length == -1) {
            return null;
        }
        if (length < 0) {
            throw new IOException(
                    "a block cannot have " + length + " bytes: the record is corrupt");
        }
        byte[] block = new byte[Math.min(length, CHUNK)];
        in.readFully(block);
        while (block.length < length) {
            int done = block.length;
            block = Arrays.copyOf(block, (int) Math.min(length, 2L * done));
            in.readFully(block, done, block.length - done);
        }
        return block;
    }

    /** Reads a block that must be there. */
    public static byte[] readPresent(DataInputView in) throws IOException {
        byte[] block = read(in);
        if (block == null) {
            throw new EOFException("a record lacks its block: the record is corrupt");
        }
        return block;
    }

    public static void writeText(String text, DataOutputView out) throws IOException {
        write(text == null ? null : text.getBytes(StandardCharsets.UTF_8), out);
    }

    /** Reads a text, or null. */
    public static String readText(DataInputView in) throws IOException {
        byte[] text = read(in);
        return text == null ? null : new String(text, StandardCharsets.UTF_8);
    }
}
