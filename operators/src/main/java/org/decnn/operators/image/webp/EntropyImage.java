package org.decnn.operators.image.webp;

import java.io.IOException;
import java.util.HexFormat;

/** Pixels coded by prefix codes, references back and a cache of colours (RFC 9649, 3.5 to 3.7). */
final class EntropyImage {
    private static final int LITERALS = 256;
    private static final int LENGTHS = 24;
    private static final int DISTANCES = 40;
    private static final int MOST_CACHE_BITS = 11;
    private static final int CACHE_FACTOR = 0x1e35a7bd;

    /** The 120 nearest pixels: rows up, then 8 less the columns to the left. */
    private static final byte[] NEAREST =
            HexFormat.of()
                    .parseHex(
                            "1807171928062729161a262a38053739151b363a252b48044749141c353b"
                                    + "464a242c58454b343c035759131d565a232d444c555b333d68026769121e"
                                    + "666a222e545c434d656b323e78017779535d111f646c424e767a212f757b"
                                    + "313f636d525e00747c414f1020626e30737d515f40727e616f50717f6070");

    /** Of green, lengths and cached colours; red; blue; alpha; distances. */
    private record Codes(
            PrefixCode green,
            PrefixCode red,
            PrefixCode blue,
            PrefixCode alpha,
            PrefixCode distance) {

        static Codes read(BitReader in, int cached) throws IOException {
            return new Codes(
                    PrefixCode.read(in, LITERALS + LENGTHS + cached),
                    PrefixCode.read(in, LITERALS),
                    PrefixCode.read(in, LITERALS),
                    PrefixCode.read(in, LITERALS),
                    PrefixCode.read(in, DISTANCES));
        }
    }

    private final BitReader in;
    private final int width;
    private final int[] argb;
    private final int cacheBits;
    private final int[] cache;

    /** Which codes a tile has; none where there is but one set. */
    private int[] tiles;

    private int tileBits;
    private final Codes[] codes;

    private EntropyImage(BitReader in, int width, int height, boolean outermost)
            throws IOException {
        this.in = in;
        this.width = width;
        boolean caches = in.flag();
        cacheBits = caches ? in.number(4) : 0;
        cache = new int[1 << cacheBits];
        int cached = caches ? cache.length : 0;
        if (cacheBits > MOST_CACHE_BITS || caches && cacheBits == 0) {
            throw new IOException("VP8L has a cache of " + cacheBits + " bits");
        }
        int sets = 1;
        if (outermost && in.flag()) {
            tileBits = in.number(3) + 2;
            int across = Vp8lTransform.tiles(width, tileBits);
            tiles = read(in, across, Vp8lTransform.tiles(height, tileBits), false);
            for (int i = 0; i < tiles.length; i++) {
                tiles[i] = tiles[i] >> 8 & 0xffff;
                sets = Math.max(sets, tiles[i] + 1);
            }
        }
        codes = new Codes[sets];
        for (int i = 0; i < sets; i++) {
            codes[i] = Codes.read(in, cached);
        }
        argb = new int[width * height];
    }

    /**
     * Reads an image.
     *
     * @param outermost whether it is the picture, and not something about it
     * @return alpha, red, green and blue of each pixel, rows from the top
     */
    static int[] read(BitReader in, int width, int height, boolean outermost) throws IOException {
        EntropyImage image = new EntropyImage(in, width, height, outermost);
        image.readPixels();
        return image.argb;
    }

    private void readPixels() throws IOException {
        int at = 0;
        while (at < argb.length) {
            Codes here = codes[tiles == null ? 0 : tiles[tile(at)]];
            int symbol = here.green.read(in);
            if (symbol < LITERALS) {
                int red = here.red.read(in);
                int blue = here.blue.read(in);
                int alpha = here.alpha.read(in);
                put(at++, alpha << 24 | red << 16 | symbol << 8 | blue);
            } else if (symbol < LITERALS + LENGTHS) {
                int length = number(symbol - LITERALS);
                int distance = distance(number(here.distance.read(in)));
                if (distance > at || length > argb.length - at) {
                    throw new IOException(
                            String.format(
                                    "VP8L refers %d pixels back for %d at pixel %d of %d",
                                    distance, length, at, argb.length));
                }
                for (int end = at + length; at < end; at++) {
                    put(at, argb[at - distance]);
                }
            } else {
                put(at++, cache[symbol - LITERALS - LENGTHS]);
            }
        }
    }

    private int tile(int at) {
        int row = at / width >> tileBits;
        return row * Vp8lTransform.tiles(width, tileBits) + (at % width >> tileBits);
    }

    private void put(int at, int pixel) {
        argb[at] = pixel;
        if (cacheBits > 0) {
            cache[CACHE_FACTOR * pixel >>> 32 - cacheBits] = pixel;
        }
    }

    /** A length or a distance: its magnitude by symbol, then bits of the rest. */
    private int number(int symbol) throws IOException {
        if (symbol < 4) {
            return symbol + 1;
        }
        int bits = symbol - 2 >> 1;
        return (2 + (symbol & 1) << bits) + in.number(bits) + 1;
    }

    private int distance(int code) {
        if (code > NEAREST.length) {
            return code - NEAREST.length;
        }
        int near = NEAREST[code - 1];
        return Math.max(1, (near >> 4) * width + 8 - (near & 0xf));
    }
}
