package org.decnn.operators.image;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What a picture may cost, and how old it may be, before it is refused. Bytes and pixels are
 * checked before any pixel is allocated.
 *
 * <p>Decoding holds at most 8 bytes a pixel at once, 11 for 16-bit PNG; a progressive JPEG takes up
 * to 8 more outside the Java heap.
 *
 * @param maxBytes length of the encoded picture
 * @param maxPixels width × height; besides, no side may be longer than {@link #MAX_SIDE}
 * @param maxAge since the image's event time; null: any
 */
public record DecodeLimits(long maxBytes, long maxPixels, Duration maxAge)
        implements java.io.Serializable {
    /** The longest side that JPEG and GIF can say; PNG, BMP and WebP are held to it too. */
    public static final int MAX_SIDE = 65_535;

    /** 16 MiB and 32 million pixels. */
    public static final DecodeLimits DEFAULT = new DecodeLimits(16L << 20, 32_000_000);

    /** What a 16-bit PNG takes. */
    private static final int BYTES_A_PIXEL = 11;

    /** Pixels of four 16-bit samples that one Java array holds. */
    private static final long MOST_PIXELS = 500_000_000;

    public DecodeLimits {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes is " + maxBytes + ": ask for at least 1");
        }
        if (maxPixels < 1 || maxPixels > MOST_PIXELS) {
            throw new IllegalArgumentException(
                    "maxPixels is " + maxPixels + ": ask for 1 to " + MOST_PIXELS);
        }
        if (maxAge != null && maxAge.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "maxAge is " + maxAge.toMillis() + " ms: ask for at least 1 ms");
        }
    }

    /** For pictures of any age. */
    public DecodeLimits(long maxBytes, long maxPixels) {
        this(maxBytes, maxPixels, null);
    }

    /** For pictures of other sizes. */
    public DecodeLimits withMaxPixels(long pixels) {
        return new DecodeLimits(maxBytes, pixels, maxAge);
    }

    /**
     * @param age null: any
     */
    public DecodeLimits withMaxAge(Duration age) {
        return new DecodeLimits(maxBytes, maxPixels, age);
    }

    /**
     * These limits on a device with a heap of so many bytes: one picture may take half of it, so
     * that a large one is refused where it would otherwise bring the device down, again and again.
     */
    public DecodeLimits within(long heapBytes) {
        return new DecodeLimits(
                maxBytes, Math.max(1, Math.min(maxPixels, heapBytes / 2 / BYTES_A_PIXEL)), maxAge);
    }

    /**
     * What is wrong with an image's age, if anything. One without a time, or of a clock that is
     * ahead, is not old.
     *
     * @param eventTime in epoch milliseconds, 0 if it has none
     * @param now likewise
     */
    Optional<String> fault(long eventTime, long now) {
        if (maxAge == null || eventTime == 0 || now - eventTime <= maxAge.toMillis()) {
            return Optional.empty();
        }
        return Optional.of(
                String.format(
                        Locale.ROOT,
                        "image is %.3f s old, more than the %.3f s allowed",
                        (now - eventTime) / 1e3,
                        maxAge.toMillis() / 1e3));
    }

    void checkBytes(long bytes) throws RejectedImageException {
        if (bytes > maxBytes) {
            throw new RejectedImageException(
                    RejectReason.TOO_MANY_BYTES,
                    "image has " + bytes + " bytes, more than the " + maxBytes + " allowed");
        }
    }

    void checkPixels(String format, long width, long height) throws RejectedImageException {
        String size = format + " is " + width + "×" + height;
        if (width < 1 || height < 1) {
            throw new RejectedImageException(RejectReason.CORRUPT, size + " pixels");
        }
        if (width > MAX_SIDE || height > MAX_SIDE) {
            throw new RejectedImageException(
                    RejectReason.TOO_MANY_PIXELS,
                    size + ", a side longer than the " + MAX_SIDE + " pixels allowed");
        }
        if (width * height > maxPixels) {
            throw new RejectedImageException(
                    RejectReason.TOO_MANY_PIXELS,
                    size + ", more than the " + maxPixels + " pixels allowed here");
        }
    }
}
