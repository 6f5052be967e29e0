package org.decnn.operators.image.webp;

/** VP8's arithmetic decoder (RFC 6386, 7): bits of which each has a probability. */
final class BoolReader {
    /** Of 256ths, that a bit is 0. */
    static final int EVEN = 128;

    private final byte[] data;
    private final int end;
    private int at;
    private int range = 254; // one less than it is
    private int value;
    private int bits = -8;

    /** Reads from one place to another. */
    BoolReader(byte[] data, int from, int end) {
        this.data = data;
        this.at = from;
        this.end = end;
    }

    /** Whether more was read than there is. */
    boolean isPastEnd() {
        return at > end;
    }

    boolean bit(int probability) {
        if (bits < 0) {
            value = value << 8 | (at < end ? data[at] & 0xff : 0);
            at = Math.min(at + 1, end + 1);
            bits += 8;
        }
        int split = range * probability >> 8;
        boolean bit = value >> bits > split;
        if (bit) {
            range -= split;
            value -= split + 1 << bits;
        } else {
            range = split + 1;
        }
        int shift = Integer.numberOfLeadingZeros(range) - 24;
        range = (range << shift) - 1;
        bits -= shift;
        return bit;
    }

    boolean flag() {
        return bit(EVEN);
    }

    /** A number of so many bits, the highest first. */
    int number(int length) {
        int number = 0;
        for (int i = 0; i < length; i++) {
            number = number << 1 | (flag() ? 1 : 0);
        }
        return number;
    }

    /** A number, then its sign. */
    int signed(int length) {
        int number = number(length);
        return flag() ? -number : number;
    }

    /** A signed number behind a flag; 0 where there is none. */
    int signedOr0(int length) {
        return flag() ? signed(length) : 0;
    }
}
