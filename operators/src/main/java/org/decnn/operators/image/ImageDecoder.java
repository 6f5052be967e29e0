package org.decnn.operators.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.directory.Preprocessing.ChannelOrder;

/**
 * Turns pictures into planes of bytes of the network's input size, as torchvision does with Pillow:
 * first frame, EXIF orientation applied, colour profile ignored, alpha dropped, {@code
 * Resize(bilinear, antialias)}, {@code CenterCrop}. Results are Pillow's to within a rounding;
 * docs/decisions/image-decoding.md says where they are not.
 *
 * <p>Planes are channel-first: red, green, blue whatever the network's channel order, or one plane
 * of luma for {@link ChannelOrder#GREY}. Has no state and may be shared by threads.
 */
public final class ImageDecoder {

    private static final List<String> ENDINGS =
            List.of(".jpg", ".jpeg", ".jpe", ".png", ".gif", ".bmp");

    private final Preprocessing preprocessing;
    private final DecodeLimits limits;

    public ImageDecoder(Preprocessing preprocessing, DecodeLimits limits) {
        this.preprocessing = preprocessing;
        this.limits = limits;
    }

    /** Whether a file is called as the pictures are that can be decoded, in either case. */
    public static boolean isNamedAsPicture(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(name::endsWith);
    }

    /**
     * Decodes a JPEG, PNG, GIF or BMP.
     *
     * @return {@link Preprocessing#pixelBytes()} bytes
     * @throws RejectedImageException if it is not wholly such a picture, or beyond the limits;
     *     nothing else is thrown, whatever the bytes
     */
    public byte[] decode(byte[] encoded) throws RejectedImageException {
        if (encoded.length == 0) {
            throw new RejectedImageException(RejectReason.EMPTY, "image has no bytes");
        }
        limits.checkBytes(encoded.length);
        PictureFile file = PictureFile.read(encoded, limits);
        return fit(pixels(file).upright(file.orientation()));
    }

    private static Pixels pixels(PictureFile file) throws RejectedImageException {
        try {
            return file.pixels();
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
     * @return {@link Preprocessing#pixelBytes()} bytes; the argument itself where nothing is to do
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
        if (fits && preprocessing.channelOrder() != ChannelOrder.GREY) {
            return rgbPlanes;
        }
        byte[] interleaved = new byte[3 * area];
        for (int i = 0; i < area; i++) {
            interleaved[3 * i] = rgbPlanes[i];
            interleaved[3 * i + 1] = rgbPlanes[area + i];
            interleaved[3 * i + 2] = rgbPlanes[2 * area + i];
        }
        Pixels picture = new Pixels(width, height, 3, interleaved);
        return fits ? picture.grey().samples() : fit(picture);
    }

    private byte[] fit(Pixels picture) {
        boolean grey = preprocessing.channelOrder() == ChannelOrder.GREY;
        Pixels source = grey ? picture.grey() : picture;
        int shorter = Math.min(source.width(), source.height());
        Resampling columns = axis(source.width(), shorter, preprocessing.width());
        Resampling rows = axis(source.height(), shorter, preprocessing.height());
        byte[] planes = Resampling.apply(source, columns, rows);
        return planes.length == preprocessing.pixelBytes() ? planes : threeTimes(planes);
    }

    /** torchvision's Resize and CenterCrop along one axis. */
    private Resampling axis(int side, int shorter, int kept) {
        if (preprocessing.resize() == 0) {
            return Resampling.of(side, kept, 0, kept);
        }
        long resized = (long) preprocessing.resize() * side / shorter;
        long offset = (long) Math.rint((resized - kept) / 2.0); // like Python, halves to even
        return Resampling.of(side, resized, offset, kept);
    }

    private static byte[] threeTimes(byte[] plane) {
        byte[] planes = new byte[3 * plane.length];
        for (int i = 0; i < 3; i++) {
            System.arraycopy(plane, 0, planes, i * plane.length, plane.length);
        }
        return planes;
    }
}
