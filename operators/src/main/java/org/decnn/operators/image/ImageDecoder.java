package org.decnn.operators.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.decnn.model.shard.PictureWire;

/**
 * Turns pictures into planes of bytes of the network's input size, as torchvision does with Pillow:
 * first frame, EXIF orientation applied, colour profile ignored, alpha dropped, {@code
 * Resize(bilinear, antialias)}, {@code CenterCrop}. Results are Pillow's to within a rounding;
 * docs/decisions/image-decoding.md says where they are not.
 *
 * <p>Planes are channel-first: red, green, blue whatever the network's channel order, or one plane
 * of luma for {@link ChannelOrder#GREY}; or what {@link PictureWire#HALF_CHROMA} says. Has no state
 * and may be shared by threads.
 */
public final class ImageDecoder {

    private static final List<String> ENDINGS =
            List.of(".jpg", ".jpeg", ".jpe", ".png", ".gif", ".bmp", ".webp");

    private final Preprocessing preprocessing;
    private final PictureFit fit;
    private final DecodeLimits limits;

    /** Of red, green and blue, or grey. */
    public ImageDecoder(Preprocessing preprocessing, DecodeLimits limits) {
        this(preprocessing, PictureWire.RGB, limits);
    }

    /**
     * @param wire what the planes are
     */
    public ImageDecoder(Preprocessing preprocessing, PictureWire wire, DecodeLimits limits) {
        this.preprocessing = preprocessing;
        this.fit = PictureFit.of(preprocessing, wire);
        this.limits = limits;
    }

    /** Whether a file is called as the pictures are that can be decoded, in either case. */
    public static boolean isNamedAsPicture(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(name::endsWith);
    }

    /**
     * Decodes a JPEG, PNG, GIF, BMP or WebP.
     *
     * @return {@link Preprocessing#pixelBytes()} bytes; half of them where chroma is halved
     * @throws RejectedImageException if it is not wholly such a picture, or beyond the limits;
     *     nothing else is thrown, whatever the bytes
     */
    public byte[] decode(byte[] encoded) throws RejectedImageException {
        if (encoded.length == 0) {
            throw new RejectedImageException(RejectReason.EMPTY, "image has no bytes");
        }
        limits.checkBytes(encoded.length);
        PictureFile file = PictureFile.read(encoded, limits);
        return fit.fit(pixels(file).upright(file.orientation()));
    }

    private Pixels pixels(PictureFile file) throws RejectedImageException {
        try {
            return fit.pixelsOf(file);
        } catch (IOException | RuntimeException e) { // the JDK's decoders throw either
            throw new RejectedImageException(
                    RejectReason.CORRUPT, "image cannot be decoded: " + rootMessage(e));
        }
    }

    private static String rootMessage(Throwable e) {
        while (e.getCause() != null) {
            e = e.getCause();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /**
     * Fits a picture that is not encoded, such as CIFAR's.
     *
     * @param rgbPlanes planes of {@code width × height} red, green and blue bytes
     * @return as {@link #decode} gives them; the argument itself where nothing is to do
     */
    public byte[] fitPlanes(byte[] rgbPlanes, int width, int height) {
        int area = width * height;
        if (rgbPlanes.length != 3 * area) {
            throw new IllegalArgumentException(
                    "planes have "
                            + rgbPlanes.length
                            + " bytes, but three of "
                            + width
                            + "×"
                            + height
                            + " have "
                            + 3 * area);
        }
        boolean fits = width == preprocessing.width() && height == preprocessing.height();
        return fits
                ? fit.ofFittingPlanes(rgbPlanes)
                : fit.fit(fit.ofRgb(Pixels.ofPlanes(width, height, rgbPlanes)));
    }
}
