package org.decnn.operators.image;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.directory.Preprocessing.ChannelOrder;

/** The pictures that fixtures.py wrote, and what is done to pictures to spoil them. */
final class Pictures {
    private Pictures() {}

    /** The preprocessing that the expected planes were made with. */
    static ImageDecoder decoder() {
        return decoder(DecodeLimits.DEFAULT);
    }

    static ImageDecoder decoder(DecodeLimits limits) {
        return new ImageDecoder(preprocessing(32, 32, 40, ChannelOrder.RGB), limits);
    }

    static Preprocessing preprocessing(int width, int height, int resize, ChannelOrder order) {
        List<Double> zeros = Collections.nCopies(order == ChannelOrder.GREY ? 1 : 3, 0.0);
        List<Double> ones = Collections.nCopies(order == ChannelOrder.GREY ? 1 : 3, 1.0);
        return new Preprocessing(width, height, resize, order, 1 / 255.0, zeros, ones);
    }

    static byte[] fixture(String name) {
        try (InputStream in = Pictures.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RejectedImageException rejection(byte[] encoded) {
        return rejection(decoder(), encoded);
    }

    static RejectedImageException rejection(ImageDecoder decoder, byte[] encoded) {
        return catchThrowableOfType(RejectedImageException.class, () -> decoder.decode(encoded));
    }

    static int indexOf(byte[] bytes, String ascii) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(ascii);
    }

    static byte[] insert(byte[] bytes, int at, byte[] inserted) {
        return ByteBuffer.allocate(bytes.length + inserted.length)
                .put(bytes, 0, at)
                .put(inserted)
                .put(bytes, at, bytes.length - at)
                .array();
    }

    static byte[] without(byte[] bytes, int at, int length) {
        return ByteBuffer.allocate(bytes.length - length)
                .put(bytes, 0, at)
                .put(bytes, at + length, bytes.length - at - length)
                .array();
    }

    static byte[] pngChunk(String name, byte[] content) {
        byte[] type = name.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(type);
        sum.update(content);
        return ByteBuffer.allocate(12 + content.length)
                .putInt(content.length)
                .put(type)
                .put(content)
                .putInt((int) sum.getValue())
                .array();
    }
}
