package org.decnn.operators.image.webp;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;

/** A lossless picture of WebP (VP8L, RFC 9649, 3). */
public final class Vp8lFrame implements WebpFrame {
    private static final int HEADER_LENGTH = 5;
    private static final int SIGNATURE = 0x2f;
    private static final int SIDE_BITS = 14;

    private enum Kind {
        PREDICTED,
        CROSS_COLOUR,
        SUBTRACT_GREEN,
        PALETTE
    }

    private final BitReader in;
    private final int width;
    private final int height;

    private Vp8lFrame(BitReader in) throws IOException {
        this.in = in;
        if (in.number(8) != SIGNATURE) {
            throw new IOException("VP8L has no signature");
        }
        width = in.number(SIDE_BITS) + 1;
        height = in.number(SIDE_BITS) + 1;
        in.flag(); // whether there is transparency
        int version = in.number(3);
        if (version != 0) {
            throw new IOException("VP8L is of version " + version);
        }
    }

    /**
     * Reads the header only.
     *
     * @param from where it begins in the data
     * @param end where it ends
     * @throws EOFException if it breaks off
     * @throws IOException if it is no such picture
     */
    public static Vp8lFrame read(byte[] data, int from, int end) throws IOException {
        if (end - from < HEADER_LENGTH) {
            throw new EOFException("VP8L has " + (end - from) + " bytes");
        }
        return new Vp8lFrame(new BitReader(data, from, end));
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public byte[] rgb() throws IOException {
        Deque<Vp8lTransform> transforms = new ArrayDeque<>();
        int coded = readTransforms(transforms);
        int[] argb = EntropyImage.read(in, coded, height, true);
        for (Vp8lTransform transform : transforms) {
            argb = transform.undo(argb, height);
        }
        byte[] rgb = new byte[3 * argb.length];
        for (int i = 0; i < argb.length; i++) {
            rgb[3 * i] = (byte) (argb[i] >> 16);
            rgb[3 * i + 1] = (byte) (argb[i] >> 8);
            rgb[3 * i + 2] = (byte) argb[i];
        }
        return rgb;
    }

    /**
     * Reads the transforms, each of which there may be once.
     *
     * @param transforms the last to be undone first
     * @return the width that is coded
     */
    private int readTransforms(Deque<Vp8lTransform> transforms) throws IOException {
        Set<Kind> seen = EnumSet.noneOf(Kind.class);
        int coded = width;
        while (in.flag()) {
            Kind kind = Kind.values()[in.number(2)];
            if (!seen.add(kind)) {
                throw new IOException("VP8L has two transforms " + kind);
            }
            switch (kind) {
                case PREDICTED -> {
                    int bits = in.number(3) + 2;
                    transforms.push(new PredictedPixels(coded, bits, tiles(coded, bits)));
                }
                case CROSS_COLOUR -> {
                    int bits = in.number(3) + 2;
                    int[] shares = tiles(coded, bits);
                    transforms.push(new Vp8lTransform.CrossColour(coded, bits, shares));
                }
                case SUBTRACT_GREEN -> transforms.push(new Vp8lTransform.SubtractGreen());
                case PALETTE -> {
                    int count = in.number(8) + 1;
                    int bits = count > 16 ? 0 : count > 4 ? 1 : count > 2 ? 2 : 3;
                    int[] colours = EntropyImage.read(in, count, 1, false);
                    Arrays.parallelPrefix(colours, Vp8lTransform::add);
                    transforms.push(new Vp8lTransform.Palette(coded, bits, colours));
                    coded = Vp8lTransform.tiles(coded, bits);
                }
            }
        }
        return coded;
    }

    private int[] tiles(int coded, int bits) throws IOException {
        int across = Vp8lTransform.tiles(coded, bits);
        return EntropyImage.read(in, across, Vp8lTransform.tiles(height, bits), false);
    }
}
