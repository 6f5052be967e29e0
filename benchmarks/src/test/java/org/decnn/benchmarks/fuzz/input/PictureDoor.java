package org.decnn.benchmarks.fuzz.input;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.decnn.model.shard.PictureWire;
import org.decnn.operators.image.DecodeLimits;
import org.decnn.operators.image.ImageDecoder;
import org.decnn.operators.image.RejectedImageException;

/**
 * Where the job decodes pictures, of one format: each input is made to begin as one, and what
 * stands in a fuzzer's way and not in a stranger's, checksums and lengths of the whole, is put
 * right.
 */
final class PictureDoor implements Door {

    static final int MOST_PIXELS = 250_000;

    private static final int SIDE = 32;
    private static final int MOST_FILE_BYTES = 1 << 20;
    private static final String FIXTURES = "operators/src/test/resources/org/decnn/operators/image";
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int PNG_CHUNK_BYTES = 12;

    private static final DecodeLimits LIMITS = new DecodeLimits(MOST_FILE_BYTES, MOST_PIXELS);
    private static final ImageDecoder RGB =
            new ImageDecoder(preprocessing(), PictureWire.RGB, LIMITS);
    private static final ImageDecoder HALF_CHROMA =
            new ImageDecoder(preprocessing(), PictureWire.HALF_CHROMA, LIMITS);

    private final String ending;
    private final UnaryOperator<byte[]> begun;

    private PictureDoor(String ending, UnaryOperator<byte[]> begun) {
        this.ending = ending;
        this.begun = begun;
    }

    static PictureDoor jpeg() {
        return new PictureDoor(
                ".jpg", bytes -> begun(bytes, new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff}));
    }

    static PictureDoor png() {
        return new PictureDoor(".png", bytes -> withChecksums(begun(bytes, PNG)));
    }

    static PictureDoor gif() {
        return new PictureDoor(".gif", bytes -> begun(bytes, ascii("GIF89a")));
    }

    static PictureDoor bmp() {
        return new PictureDoor(".bmp", bytes -> begun(bytes, ascii("BM")));
    }

    static PictureDoor webp() {
        return new PictureDoor(".webp", PictureDoor::asWebp);
    }

    private static Preprocessing preprocessing() {
        return new Preprocessing(
                SIDE,
                SIDE,
                SIDE + SIDE / 4,
                ChannelOrder.RGB,
                1 / 255.0,
                Collections.nCopies(3, 0.0),
                Collections.nCopies(3, 1.0));
    }

    @Override
    public void take(byte[] bytes) {
        decode(begun.apply(bytes));
    }

    /** A picture of the network's size, or a refusal in one line. */
    static void decode(byte[] picture) {
        try {
            check(RGB.decode(picture).length == 3 * SIDE * SIDE, "planes of another size");
            check(
                    HALF_CHROMA.decode(picture).length == 3 * SIDE * SIDE / 2,
                    "half planes of another size");
        } catch (RejectedImageException e) {
            check(e.reason() != null, "a refusal without a reason");
            String message = e.getMessage();
            check(!message.isBlank() && message.lines().count() == 1, "not a line: " + message);
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    @Override
    public Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>(pictures(ending));
        seeds.putAll(
                KeptInputs.in(
                        "demo/images", name -> ending.equals(".jpg") && name.endsWith(ending)));
        return seeds;
    }

    /** The pictures that the decoder's tests have. */
    static Map<String, byte[]> pictures(String ending) {
        return KeptInputs.in(FIXTURES, name -> name.endsWith(ending));
    }

    /** Twice 8 bytes a pixel and 3 for what was turned, and what a file is copied to. */
    @Override
    public long mostBytes() {
        return 2 * (16L * MOST_PIXELS + 4L * MOST_FILE_BYTES);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] begun(byte[] bytes, byte[] signature) {
        byte[] begun = java.util.Arrays.copyOf(bytes, Math.max(bytes.length, signature.length));
        System.arraycopy(signature, 0, begun, 0, signature.length);
        return begun;
    }

    private static byte[] asWebp(byte[] bytes) {
        byte[] begun = begun(bytes, ascii("RIFF"));
        if (begun.length >= PNG_CHUNK_BYTES) {
            System.arraycopy(ascii("WEBP"), 0, begun, 8, 4);
            ByteBuffer length = ByteBuffer.wrap(begun).order(ByteOrder.LITTLE_ENDIAN);
            int most = begun.length - 8;
            length.putInt(4, (int) Math.min(Integer.toUnsignedLong(length.getInt(4)), most));
        }
        return begun;
    }

    /** Of all chunks that can be walked to. */
    static byte[] withChecksums(byte[] png) {
        ByteBuffer in = ByteBuffer.wrap(png);
        long at = PNG.length;
        while (at + PNG_CHUNK_BYTES <= png.length) {
            long length = Integer.toUnsignedLong(in.getInt((int) at));
            if (at + PNG_CHUNK_BYTES + length > png.length) {
                break;
            }
            CRC32 sum = new CRC32();
            sum.update(png, (int) at + 4, 4 + (int) length);
            in.putInt((int) (at + 8 + length), (int) sum.getValue());
            at += PNG_CHUNK_BYTES + length;
        }
        return png;
    }
}
