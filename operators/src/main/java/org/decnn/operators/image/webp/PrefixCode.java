package org.decnn.operators.image.webp;

import java.io.EOFException;
import java.io.IOException;

/**
 * A canonical Huffman code. Without a table of all it could read, as a picture may have tens of
 * thousands of codes: one takes no more memory than it takes in the file, by a small factor.
 */
final class PrefixCode {
    private static final int LONGEST = 15;
    private static final int LENGTHS = 19;
    private static final int[] LENGTH_ORDER = {
        17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    };
    private static final int REPEAT = 16;
    private static final int[] REPEAT_BITS = {2, 3, 7};
    private static final int[] REPEAT_LEAST = {3, 3, 11};

    /** How many symbols have a code so long. */
    private final short[] counts = new short[LONGEST + 1];

    /** By length, then by value. */
    private final short[] symbols;

    private PrefixCode(int[] lengths) throws IOException {
        int used = 0;
        for (int length : lengths) {
            counts[length]++;
            used += length > 0 ? 1 : 0;
        }
        counts[0] = 0;
        symbols = new short[used];
        int[] next = new int[LONGEST + 2];
        for (int length = 1; length <= LONGEST; length++) {
            next[length + 1] = next[length] + counts[length];
        }
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            if (lengths[symbol] > 0) {
                symbols[next[lengths[symbol]]++] = (short) symbol;
            }
        }
        checkComplete();
    }

    private void checkComplete() throws IOException {
        int free = 1;
        for (int length = 1; length <= LONGEST; length++) {
            free = 2 * free - counts[length];
            if (free < 0) {
                break;
            }
        }
        if (free != 0 && symbols.length != 1) {
            throw new IOException(
                    "VP8L has a prefix code of "
                            + symbols.length
                            + " symbols in which not each has its own");
        }
    }

    /** Reads a code of so many symbols. */
    static PrefixCode read(BitReader in, int alphabet) throws IOException {
        int[] lengths = new int[alphabet];
        if (in.flag()) {
            int symbols = in.number(1) + 1;
            int bits = in.flag() ? 8 : 1;
            for (int i = 0; i < symbols; i++) {
                int symbol = in.number(i == 0 ? bits : 8);
                if (symbol >= alphabet) {
                    throw new IOException("VP8L has symbol " + symbol + " of " + alphabet);
                }
                lengths[symbol] = 1;
            }
        } else {
            readLengths(in, lengths);
        }
        return new PrefixCode(lengths);
    }

    private static void readLengths(BitReader in, int[] lengths) throws IOException {
        int[] ofLengths = new int[LENGTHS];
        int count = in.number(4) + 4;
        for (int i = 0; i < count; i++) {
            ofLengths[LENGTH_ORDER[i]] = in.number(3);
        }
        PrefixCode code = new PrefixCode(ofLengths);
        int most = in.flag() ? 2 + in.number(2 + 2 * in.number(3)) : lengths.length;
        if (most > lengths.length) {
            throw new IOException("VP8L has " + most + " code lengths for " + lengths.length);
        }
        int last = 8;
        int symbol = 0;
        for (int i = 0; i < most && symbol < lengths.length; i++) {
            int length = code.read(in);
            if (length < REPEAT) {
                lengths[symbol++] = length;
                last = length > 0 ? length : last;
                continue;
            }
            int kind = length - REPEAT;
            int repeats = in.number(REPEAT_BITS[kind]) + REPEAT_LEAST[kind];
            if (repeats > lengths.length - symbol) {
                throw new IOException("VP8L has more code lengths than " + lengths.length);
            }
            for (int end = symbol + repeats; symbol < end; symbol++) {
                lengths[symbol] = kind == 0 ? last : 0;
            }
        }
    }

    /** Reads a symbol. */
    int read(BitReader in) throws EOFException {
        if (symbols.length == 1) {
            return symbols[0]; // of no bits
        }
        int bits = in.peek();
        int code = 0;
        int first = 0;
        int index = 0;
        int length = 1;
        while (true) {
            code |= bits & 1;
            int count = counts[length];
            if (code - first < count) {
                in.skip(length);
                return symbols[index + code - first];
            }
            index += count;
            first = first + count << 1;
            code <<= 1;
            bits >>>= 1;
            length++;
        }
    }
}
