package org.decnn.operators.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What kind of file a picture is, by its first bytes. */
enum PictureFormat {
    JPEG(JpegFile::read, Mark.of(JpegFile.SIGNATURE)),
    PNG(PngFile::read, Mark.of(PngFile.SIGNATURE)),
    GIF(GifFile::read, Mark.of(GifFile.SIGNATURE_87), Mark.of(GifFile.SIGNATURE_89)),
    BMP(BmpFile::read, Mark.of(BmpFile.SIGNATURE)),
    WEBP(WebpFile::read, new Mark(WebpFile.SIGNATURE, 8, List.of(WebpFile.FORM)));

    private static final String READ = "give JPEG, PNG, GIF, BMP or WebP";

    /**
     * A format that is known and not read.
     *
     * @param name as its users call it
     */
    private record Other(String name, Mark mark) {}

    private static final List<Other> OTHERS =
            List.of(
                    new Other("AVIF", Mark.ofBrands("avif", "avis")),
                    new Other(
                            "HEIC",
                            Mark.ofBrands(
                                    "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm",
                                    "hevs")),
                    new Other("HEIC or AVIF", Mark.ofBrands("mif1", "msf1")),
                    new Other("TIFF", Mark.ofText("II*\0")),
                    new Other("TIFF", Mark.ofText("MM\0*")),
                    new Other("TIFF", Mark.ofText("II+\0")),
                    new Other("TIFF", Mark.ofText("MM\0+")),
                    new Other("JPEG XL", Mark.ofText("\377\n")),
                    new Other("JPEG XL", Mark.ofText("\0\0\0\fJXL \r\n\207\n")),
                    new Other("JPEG 2000", Mark.ofText("\0\0\0\fjP  \r\n\207\n")),
                    new Other("JPEG 2000", Mark.ofText("\377O\377Q")),
                    new Other("PSD", Mark.ofText("8BPS")),
                    new Other("ICO", Mark.ofText("\0\0\1\0")),
                    new Other("PDF", Mark.ofText("%PDF-")));

    private interface Reader {
        PictureFile read(byte[] encoded, DecodeLimits limits) throws RejectedImageException;
    }

    /**
     * First bytes.
     *
     * @param later what may stand at a later place; nothing where the first bytes suffice
     */
    private record Mark(byte[] first, int at, List<byte[]> later) {

        static Mark of(byte[] first) {
            return new Mark(first, 0, List.of());
        }

        static Mark ofText(String first) {
            return of(first.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Files of boxes, the first of which says what they are; its length is at the start. */
        static Mark ofBrands(String... brands) {
            List<byte[]> boxes =
                    Arrays.stream(brands)
                            .map(brand -> ("ftyp" + brand).getBytes(StandardCharsets.US_ASCII))
                            .toList();
            return new Mark(new byte[] {0, 0, 0}, 4, boxes);
        }

        /** Also of a file that breaks off inside the mark: its reader then says so. */
        boolean begins(byte[] encoded) {
            return isAt(encoded, 0, first)
                    && (later.isEmpty() || later.stream().anyMatch(l -> isAt(encoded, at, l)));
        }

        boolean isWholeIn(byte[] encoded) {
            int needed = later.isEmpty() ? first.length : at + later.get(0).length;
            return encoded.length >= needed && begins(encoded);
        }

        private static boolean isAt(byte[] encoded, int at, byte[] expected) {
            int n = Math.max(0, Math.min(encoded.length - at, expected.length));
            return n == 0 || Arrays.equals(encoded, at, at + n, expected, 0, n);
        }
    }

    private final Reader reader;
    private final List<Mark> marks;

    PictureFormat(Reader reader, Mark... marks) {
        this.reader = reader;
        this.marks = List.of(marks);
    }

    /**
     * Tells a format.
     *
     * @throws RejectedImageException if it is not read, by its name where it has one
     */
    static PictureFormat of(byte[] encoded) throws RejectedImageException {
        for (PictureFormat format : values()) {
            if (format.marks.stream().anyMatch(mark -> mark.begins(encoded))) {
                return format;
            }
        }
        throw new RejectedImageException(RejectReason.UNSUPPORTED_FORMAT, unsupported(encoded));
    }

    private static String unsupported(byte[] encoded) {
        for (Other other : OTHERS) {
            if (other.mark.isWholeIn(encoded)) {
                return "image is " + other.name + ", which is not read: " + READ;
            }
        }
        if (isSvg(encoded)) {
            return "image is SVG, which is not read: " + READ;
        }
        StringBuilder start = new StringBuilder();
        for (int i = 0; i < Math.min(8, encoded.length); i++) {
            start.append(String.format(" %02x", encoded[i]));
        }
        return "image is not JPEG, PNG, GIF, BMP or WebP: it starts with" + start;
    }

    /** Text that comes to its element soon. */
    private static boolean isSvg(byte[] encoded) {
        int n = Math.min(encoded.length, 1000);
        String text = new String(encoded, 0, n, StandardCharsets.ISO_8859_1);
        String trimmed = text.stripLeading().toLowerCase(Locale.ROOT);
        return trimmed.startsWith("<") && trimmed.contains("<svg");
    }

    /** As its users call it. */
    String label() {
        return this == WEBP ? "WebP" : name();
    }

    /** Reads and checks a file's structure; allocates no pixels. */
    PictureFile read(byte[] encoded, DecodeLimits limits) throws RejectedImageException {
        return reader.read(encoded, limits);
    }
}
