package org.decnn.operators.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.decnn.operators.image.webp.Vp8Frame;
import org.decnn.operators.image.webp.Vp8lFrame;
import org.decnn.operators.image.webp.WebpFrame;

/**
 * A WebP (RFC 9649), lossy or lossless. It ends where its RIFF header says; bytes behind that are
 * ignored. Of an animation the first frame is decoded, on black. Transparency is left out.
 */
final class WebpFile implements PictureFile {
    static final byte[] SIGNATURE = "RIFF".getBytes(StandardCharsets.US_ASCII);

    /** Behind the signature and a length. */
    static final byte[] FORM = "WEBP".getBytes(StandardCharsets.US_ASCII);

    private static final int CHUNK_HEADER_LENGTH = 8;
    private static final int EXTENDED_LENGTH = 10;
    private static final int FRAME_HEADER_LENGTH = 16;
    private static final int HAS_EXIF = 0x08;
    private static final int IS_ANIMATED = 0x02;
    private static final byte[] EXIF_TAG = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

    private final ByteBuffer in;
    private final DecodeLimits limits;

    /** Of the canvas; 0 where the picture is all there is. */
    private int width;

    private int height;
    private int flags;
    private int left;
    private int top;
    private WebpFrame frame;
    private byte[] exif;

    private WebpFile(ByteBuffer in, DecodeLimits limits) {
        this.in = in;
        this.limits = limits;
    }

    static WebpFile read(byte[] encoded, DecodeLimits limits) throws RejectedImageException {
        ByteBuffer in = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        in.get(new byte[SIGNATURE.length]);
        long end = CHUNK_HEADER_LENGTH + Integer.toUnsignedLong(in.getInt());
        if (end > encoded.length) {
            throw new RejectedImageException(
                    RejectReason.TRUNCATED,
                    "WebP has " + encoded.length + " bytes, it ends at " + end);
        }
        in.limit((int) end);
        in.get(new byte[FORM.length]);
        WebpFile file = new WebpFile(in, limits);
        file.readChunks();
        return file;
    }

    private void readChunks() throws RejectedImageException {
        try {
            while (in.remaining() >= CHUNK_HEADER_LENGTH) {
                readChunk();
            }
        } catch (BufferUnderflowException | EOFException e) {
            throw corrupt("has a chunk that is too short"); // as the file is whole
        } catch (IOException e) {
            throw corrupt("cannot be read: " + e.getMessage());
        }
        if (frame == null) {
            throw corrupt("has no picture");
        }
    }

    private void readChunk() throws RejectedImageException, IOException {
        int at = in.position();
        String name = chunkName();
        int length = chunkLength(at);
        int start = in.position();
        boolean first = at == CHUNK_HEADER_LENGTH + FORM.length;
        switch (name) {
            case "VP8X" -> {
                if (first) {
                    readExtended();
                }
            }
            case "VP8 ", "VP8L" -> {
                if ((flags & IS_ANIMATED) == 0) {
                    readFrame(name, start, start + length);
                }
            }
            case "ANMF" -> {
                if ((flags & IS_ANIMATED) != 0 && frame == null) {
                    readAnimationFrame(start + length);
                }
            }
            case "EXIF" -> {
                if ((flags & HAS_EXIF) != 0 && exif == null) {
                    exif = Arrays.copyOfRange(in.array(), start, start + length);
                }
            }
            default -> {
                if (first) {
                    throw corrupt("begins with a chunk that is none of a picture");
                }
            }
        }
        in.position(Math.min(start + length + length % 2, in.limit()));
    }

    private String chunkName() {
        byte[] name = new byte[4];
        in.get(name);
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    private int chunkLength(int at) throws RejectedImageException {
        long length = Integer.toUnsignedLong(in.getInt());
        if (length > in.remaining()) {
            throw corrupt("has a chunk at byte " + at + " that is longer than the file");
        }
        return (int) length;
    }

    private void readExtended() throws RejectedImageException {
        if (in.remaining() < EXTENDED_LENGTH) {
            throw new BufferUnderflowException();
        }
        flags = in.get();
        in.get(new byte[3]);
        width = threeBytes() + 1;
        height = threeBytes() + 1;
        limits.checkPixels("WebP", width, height);
    }

    private int threeBytes() {
        return (in.get() & 0xff) | (in.get() & 0xff) << 8 | (in.get() & 0xff) << 16;
    }

    private void readAnimationFrame(int end) throws RejectedImageException, IOException {
        int from = in.position();
        left = 2 * threeBytes();
        top = 2 * threeBytes();
        in.position(from + FRAME_HEADER_LENGTH);
        while (frame == null && end - in.position() >= CHUNK_HEADER_LENGTH) {
            int at = in.position();
            String name = chunkName();
            int start = in.position() + Integer.BYTES;
            int length = chunkLength(at);
            if (length > end - start) {
                throw corrupt("has a chunk at byte " + at + " that is longer than its frame");
            }
            if (name.equals("VP8 ") || name.equals("VP8L")) {
                readFrame(name, start, start + length);
            }
            in.position(Math.min(start + length + length % 2, end));
        }
        if (frame == null) {
            throw corrupt("has a first frame without a picture");
        }
    }

    private void readFrame(String name, int start, int end)
            throws RejectedImageException, IOException {
        if (frame != null) {
            return;
        }
        frame =
                name.equals("VP8L")
                        ? Vp8lFrame.read(in.array(), start, end)
                        : Vp8Frame.read(in.array(), start, end);
        limits.checkPixels("WebP", frame.width(), frame.height());
        if (width == 0) {
            width = frame.width();
            height = frame.height();
        }
        boolean fits = left + frame.width() <= width && top + frame.height() <= height;
        boolean fills = frame.width() == width && frame.height() == height;
        if ((flags & IS_ANIMATED) == 0 ? !fills : !fits) {
            throw corrupt(
                    String.format(
                            "has a picture of %d×%d at (%d, %d) on a canvas of %d×%d",
                            frame.width(), frame.height(), left, top, width, height));
        }
    }

    @Override
    public int orientation() {
        if (exif == null) {
            return 1;
        }
        int tag = EXIF_TAG.length;
        boolean tagged =
                exif.length >= tag && Arrays.equals(exif, 0, tag, EXIF_TAG, 0, tag); // as in JPEG
        return ExifOrientation.of(exif, tagged ? tag : 0);
    }

    @Override
    public Pixels pixels() throws RejectedImageException, IOException {
        byte[] rgb;
        try {
            rgb = frame.rgb();
        } catch (EOFException e) {
            throw new RejectedImageException(RejectReason.TRUNCATED, "WebP: " + e.getMessage());
        }
        Pixels picture = new Pixels(frame.width(), frame.height(), 3, rgb);
        return picture.width() == width && picture.height() == height
                ? picture
                : picture.on(width, height, 0, left, top);
    }

    private static RejectedImageException corrupt(String what) {
        return new RejectedImageException(RejectReason.CORRUPT, "WebP " + what);
    }
}
