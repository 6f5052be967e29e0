package org.decnn.benchmarks.fuzz.input;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** EXIF in the pictures that can have it: the bytes are put into a sound JPEG, PNG and WebP. */
final class ExifDoor implements Door {

    private static final byte[] TAG = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

    /** The most that a JPEG's segment holds. */
    private static final int MOST = 0xffff - 2 - TAG.length;

    private static final int JPEG_HEADER_AT = 2;
    private static final int PNG_HEADER_ENDS = 33;

    private final byte[] jpeg = PictureDoor.pictures("grey.jpg").get("grey.jpg");
    private final byte[] png = PictureDoor.pictures("grey.png").get("grey.png");
    private final byte[] webp =
            PictureDoor.pictures("lossless-palette.webp").get("lossless-palette.webp");

    @Override
    public void take(byte[] bytes) {
        byte[] exif = bytes.length > MOST ? java.util.Arrays.copyOf(bytes, MOST) : bytes;
        PictureDoor.decode(inJpeg(exif));
        PictureDoor.decode(inPng(exif));
        PictureDoor.decode(inWebp(exif));
    }

    private byte[] inJpeg(byte[] exif) {
        byte[] segment =
                ByteBuffer.allocate(4 + TAG.length + exif.length)
                        .putShort((short) 0xffe1)
                        .putShort((short) (2 + TAG.length + exif.length))
                        .put(TAG)
                        .put(exif)
                        .array();
        return inserted(jpeg, JPEG_HEADER_AT, segment);
    }

    private byte[] inPng(byte[] exif) {
        byte[] chunk =
                ByteBuffer.allocate(12 + exif.length)
                        .putInt(exif.length)
                        .put("eXIf".getBytes(StandardCharsets.US_ASCII))
                        .put(exif)
                        .array();
        return PictureDoor.withChecksums(inserted(png, PNG_HEADER_ENDS, chunk));
    }

    /** As an extended file: its canvas is that of the picture in it. */
    private byte[] inWebp(byte[] exif) {
        int size = ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).getInt(21);
        int chunks = webp.length - 12;
        int padding = exif.length % 2;
        ByteBuffer file =
                ByteBuffer.allocate(12 + 18 + chunks + 8 + exif.length + padding)
                        .order(ByteOrder.LITTLE_ENDIAN);
        file.put(webp, 0, 4).putInt(file.capacity() - 8).put(webp, 8, 4);
        file.put("VP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10).putInt(0x08);
        file.putShort((short) (size & 0x3fff)).put((byte) 0);
        file.putShort((short) (size >> 14 & 0x3fff)).put((byte) 0);
        file.put(webp, 12, chunks);
        file.put("EXIF".getBytes(StandardCharsets.US_ASCII)).putInt(exif.length).put(exif);
        return file.array();
    }

    private static byte[] inserted(byte[] file, int at, byte[] more) {
        return ByteBuffer.allocate(file.length + more.length)
                .put(file, 0, at)
                .put(more)
                .put(file, at, file.length - at)
                .array();
    }

    @Override
    public Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>();
        for (int type : new int[] {3, 4, 5, 6, 9, 11, 12, 16}) {
            seeds.put("big-endian-" + type, orientation(ByteOrder.BIG_ENDIAN, type));
            seeds.put("little-endian-" + type, orientation(ByteOrder.LITTLE_ENDIAN, type));
        }
        return seeds;
    }

    /** Of one entry, whose value stands in it or behind it. */
    private static byte[] orientation(ByteOrder order, int type) {
        ByteBuffer tiff = ByteBuffer.allocate(40).order(order);
        String mark = order == ByteOrder.BIG_ENDIAN ? "MM" : "II";
        tiff.put(mark.getBytes(StandardCharsets.US_ASCII)).putShort((short) 42).putInt(8);
        tiff.putShort((short) 1).putShort((short) 0x0112).putShort((short) type).putInt(1);
        if (type == 5 || type == 12 || type == 16) {
            tiff.putInt(26).putInt(0).putInt(6).putInt(1);
        } else {
            tiff.putShort((short) 6);
        }
        return tiff.array();
    }

    /** For three pictures. */
    @Override
    public long mostBytes() {
        return 3 * PictureDoor.jpeg().mostBytes();
    }
}
