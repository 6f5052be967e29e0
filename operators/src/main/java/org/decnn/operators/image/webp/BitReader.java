package org.decnn.operators.image.webp;

import java.io.EOFException;

/** Bits of bytes, the lowest first. */
final class BitReader {
    private final byte[] data;
    private final int end;
    private int at;
    private long window;
    private int held;

    /** Reads from one place to another. */
    BitReader(byte[] data, int from, int end) {
        this.data = data;
        this.at = from;
        this.end = end;
    }

    /** A number of 0 to 24 bits. */
    int number(int bits) throws EOFException {
        int number = peek() & (1 << bits) - 1;
        skip(bits);
        return number;
    }

    boolean flag() throws EOFException {
        return number(1) != 0;
    }

    /** The next 24 bits or more; zeros behind the end. */
    int peek() {
        while (held < 24 && at < end) {
            window |= (data[at++] & 0xffL) << held;
            held += 8;
        }
        return (int) window;
    }

    /** Passes over bits that were peeked at. */
    void skip(int bits) throws EOFException {
        window >>>= bits;
        held -= bits;
        if (held < 0) {
            throw new EOFException("VP8L data end early");
        }
    }
}
