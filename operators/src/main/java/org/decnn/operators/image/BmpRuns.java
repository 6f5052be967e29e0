package org.decnn.operators.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Run-length coded palette indices, of 8 bits (RLE8) or of 4 (RLE4). Runs are laid one behind the
 * other, as Pillow lays them; what it cannot read, or reads wrongly, is not read here.
 */
final class BmpRuns {
    private static final int END_OF_ROW = 0;
    private static final int END_OF_PICTURE = 1;
    private static final int DELTA = 2;

    private final ByteBuffer in;
    private final int width;
    private final boolean fourBits;
    private final byte[] indices;
    private long at;
    private long x;

    private BmpRuns(ByteBuffer in, int width, int height, boolean fourBits) {
        this.in = in;
        this.width = width;
        this.fourBits = fourBits;
        indices = new byte[width * height];
    }

    /**
     * Decodes.
     *
     * @param in at the first run
     * @return an index a pixel, rows as they are stored
     */
    static byte[] decode(ByteBuffer in, int width, int height, boolean fourBits)
            throws RejectedImageException {
        BmpRuns runs = new BmpRuns(in, width, height, fourBits);
        try {
            while (runs.at < runs.indices.length) {
                runs.readRun();
            }
        } catch (BufferUnderflowException e) {
            throw new RejectedImageException(
                    RejectReason.TRUNCATED, "BMP breaks off after " + runs.read() + " pixels");
        }
        return runs.indices;
    }

    private String read() {
        return at + " of " + indices.length;
    }

    private void readRun() throws RejectedImageException {
        int count = in.get() & 0xff;
        int code = in.get() & 0xff;
        if (count > 0) {
            repeat((int) Math.max(0, Math.min(count, width - x)), code);
            return;
        }
        switch (code) {
            case END_OF_ROW -> {
                at = (at + width - 1) / width * width;
                x = 0;
            }
            case END_OF_PICTURE -> throw unsupported("only " + read() + " pixels in its runs");
            case DELTA -> {
                at += (in.get() & 0xff) + (long) (in.get() & 0xff) * width;
                x = at % width;
            }
            default -> copy(code);
        }
    }

    private void repeat(int count, int code) {
        int end = (int) Math.min(at + count, indices.length);
        if (fourBits) {
            for (int i = 0; at + i < end; i++) {
                indices[(int) at + i] = (byte) (i % 2 == 0 ? code >> 4 : code & 0xf);
            }
        } else {
            Arrays.fill(indices, (int) at, end, (byte) code);
        }
        at += count;
        x += count;
    }

    private void copy(int count) throws RejectedImageException {
        if (fourBits && count % 2 != 0) {
            throw unsupported("a run of " + count + " pixels that share bytes"); // Pillow's go awry
        }
        for (int i = 0; i < count; i++) {
            int two = fourBits && i % 2 != 0 ? in.get(in.position() - 1) : in.get();
            int index = !fourBits ? two : i % 2 == 0 ? two >> 4 & 0xf : two & 0xf;
            if (at < indices.length) {
                indices[(int) at] = (byte) index;
            }
            at++;
        }
        x += count;
        if (in.position() % 2 != 0 && in.hasRemaining()) {
            in.get(); // runs begin at even places
        }
    }

    private static RejectedImageException unsupported(String what) {
        return new RejectedImageException(
                RejectReason.UNSUPPORTED_FORMAT, "BMP has " + what + ", which is not read");
    }
}
