package org.decnn.operators.image.webp;

import java.io.EOFException;
import java.io.IOException;

/**
 * A key frame of VP8 (RFC 6386), which a lossy WebP is. Whole numbers throughout, so that what it
 * becomes is what it becomes in libwebp, to the bit.
 */
public final class Vp8Frame implements WebpFrame {
    private static final int TAG_LENGTH = 3;
    private static final int HEADER_LENGTH = 10;
    private static final int MOST_PROFILES = 4;

    private final byte[] data;
    private final int from;
    private final int end;
    private final int width;
    private final int height;

    private Vp8Frame(byte[] data, int from, int end) {
        this.data = data;
        this.from = from;
        this.end = end;
        width = number(from + 6, 2) & 0x3fff;
        height = number(from + 8, 2) & 0x3fff;
    }

    /**
     * Reads the header only.
     *
     * @param from where it begins in the data
     * @param end where it ends
     * @throws EOFException if it breaks off
     * @throws IOException if it is no key frame that is shown
     */
    public static Vp8Frame read(byte[] data, int from, int end) throws IOException {
        if (end - from < HEADER_LENGTH) {
            throw new EOFException("VP8 frame has " + (end - from) + " bytes");
        }
        Vp8Frame frame = new Vp8Frame(data, from, end);
        int tag = frame.number(from, TAG_LENGTH);
        boolean inter = (tag & 1) != 0;
        boolean hidden = (tag >> 4 & 1) == 0;
        if (inter || hidden || (tag >> 1 & 7) >= MOST_PROFILES) {
            throw new IOException(String.format("VP8 frame has the tag %06x", tag));
        }
        if (frame.number(from + TAG_LENGTH, 3) != 0x2a019d) {
            throw new IOException("VP8 frame has no start code");
        }
        return frame;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    private int number(int at, int bytes) {
        int number = 0;
        for (int i = 0; i < bytes; i++) {
            number |= (data[at + i] & 0xff) << 8 * i;
        }
        return number;
    }

    @Override
    public byte[] rgb() throws IOException {
        int firstEnd = HEADER_LENGTH + from + (number(from, TAG_LENGTH) >> 5);
        if (firstEnd > end) {
            throw new EOFException("VP8 frame ends in its first partition");
        }
        BoolReader first = new BoolReader(data, HEADER_LENGTH + from, firstEnd);
        Vp8Header header = new Vp8Header(first);
        BoolReader[] partitions = partitions(header.partitions, firstEnd);
        int columns = (width + 15) / 16;
        int rows = (height + 15) / 16;
        Plane[] planes = {
            new Plane(16 * columns, 16 * rows),
            new Plane(8 * columns, 8 * rows),
            new Plane(8 * columns, 8 * rows)
        };
        byte[] filterLevels = new byte[columns * rows];
        boolean[] filteredInside = new boolean[columns * rows];
        ModeReader modes = new ModeReader(first, header, columns);
        CoefficientReader coefficients = new CoefficientReader(header, columns);
        MacroblockPainter painter = new MacroblockPainter(planes, columns);
        Macroblock block = new Macroblock();
        for (int row = 0; row < rows; row++) {
            BoolReader partition = partitions[row % partitions.length];
            modes.startRow();
            coefficients.startRow();
            for (int column = 0; column < columns; column++) {
                modes.read(block, column);
                coefficients.read(partition, block, column);
                if (first.isPastEnd() || partition.isPastEnd()) {
                    throw new EOFException("VP8 frame ends in macroblock row " + row);
                }
                painter.paint(block, column, row);
                int at = row * columns + column;
                filterLevels[at] = (byte) header.filterLevel(block.segment, block.byBlocks);
                filteredInside[at] = block.byBlocks || block.coded;
            }
        }
        if (header.filter != Vp8Header.Filter.NONE) {
            for (int at = 0; at < filterLevels.length; at++) {
                LoopFilter.filter(
                        header,
                        planes,
                        at % columns,
                        at / columns,
                        filterLevels[at],
                        filteredInside[at]);
            }
        }
        return Upsampling.rgb(planes, width, height);
    }

    private BoolReader[] partitions(int count, int sizesAt) throws EOFException {
        int at = sizesAt + 3 * (count - 1);
        if (at > end) {
            throw new EOFException("VP8 frame ends before its coefficients");
        }
        BoolReader[] partitions = new BoolReader[count];
        for (int i = 0; i < count; i++) {
            int next = i == count - 1 ? end : at + number(sizesAt + 3 * i, 3);
            if (next > end) {
                throw new EOFException("VP8 frame ends in partition " + (i + 1) + " of " + count);
            }
            partitions[i] = new BoolReader(data, at, next);
            at = next;
        }
        return partitions;
    }
}
