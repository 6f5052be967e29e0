package org.decnn.operators.image;

import java.nio.ByteBuffer;

/** Palette indices of a GIF frame, coded by LZW; as Pillow decodes them, of any code size. */
final class GifCodes {
    /** Of literals, at the start; Pillow's most, though 8 is all that makes sense. */
    static final int MOST_BITS = 12;

    private static final int TABLE = 1 << 12;

    private final ByteBuffer in;
    private final GifRows rows;
    private final int clear;
    private final int firstBits;
    private int inBlock;
    private int waiting;
    private int waitingBits;

    /** By code, what it adds to another, and which. */
    private final byte[] last = new byte[TABLE];

    private final short[] before = new short[TABLE];

    private GifCodes(ByteBuffer in, GifRows rows) {
        this.in = in;
        this.rows = rows;
        int bits = in.get();
        firstBits = bits + 1;
        clear = 1 << bits;
    }

    /**
     * Decodes.
     *
     * @param in the number of bits, then blocks, the last without bytes
     * @throws RejectedImageException if pixels are missing or a code means nothing
     */
    static byte[] decode(ByteBuffer in, int width, int height, boolean interlaced)
            throws RejectedImageException {
        GifRows rows = new GifRows(width, height, interlaced);
        new GifCodes(in, rows).decode();
        return rows.indices();
    }

    private void decode() throws RejectedImageException {
        byte[] string = new byte[TABLE];
        int next = clear + 2;
        int bits = firstBits;
        int previous = -1;
        byte first = 0;
        while (!rows.full()) {
            int code = read(bits);
            if (code == clear) {
                next = clear + 2;
                bits = firstBits;
                previous = -1;
                continue;
            }
            if (code == clear + 1) {
                throw tooFew();
            }
            if (code > (previous < 0 ? clear : next)) {
                throw meaningless(code);
            }
            if (previous < 0) {
                first = (byte) code;
                rows.put(first);
                previous = code;
                continue;
            }
            int from = string.length;
            int rest = code;
            if (code == next) {
                string[--from] = first;
                rest = previous;
            }
            while (rest >= clear) {
                if (from == 0 || rest >= TABLE) {
                    throw meaningless(code);
                }
                string[--from] = last[rest];
                rest = before[rest];
            }
            first = (byte) rest;
            rows.put(first);
            rows.put(string, from);
            if (next < TABLE) {
                last[next] = first;
                before[next] = (short) previous;
                if (next == (1 << bits) - 1 && bits < 12) {
                    bits++;
                }
                next++;
            }
            previous = code;
        }
    }

    private int read(int bits) throws RejectedImageException {
        while (waitingBits < bits) {
            if (inBlock == 0) {
                inBlock = in.get() & 0xff;
                if (inBlock == 0) {
                    throw tooFew();
                }
            }
            waiting |= (in.get() & 0xff) << waitingBits;
            waitingBits += 8;
            inBlock--;
        }
        int code = waiting & (1 << bits) - 1;
        waiting >>>= bits;
        waitingBits -= bits;
        return code;
    }

    private RejectedImageException tooFew() {
        return new RejectedImageException(
                RejectReason.TRUNCATED,
                String.format("GIF frame ends at %d %% of its pixels", rows.percent()));
    }

    private static RejectedImageException meaningless(int code) {
        return new RejectedImageException(
                RejectReason.CORRUPT, "GIF frame has code " + code + ", which means nothing there");
    }
}
