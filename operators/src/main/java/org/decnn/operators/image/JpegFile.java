package org.decnn.operators.image;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageReadParam;

/**
 * A JPEG (ITU-T T.81), baseline or Huffman progressive, 8 bits, of 1, 3 or 4 components. It ends at
 * its EOI marker; bytes behind that are ignored.
 *
 * <p>The decoder is handed only the segments that make pixels. Application segments, whose oddities
 * make the JDK's reader refuse pictures or convert their colours, are read here.
 */
final class JpegFile implements PictureFile {
    static final byte[] SIGNATURE = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};

    /** Several times what encoders write; each scan costs a pass over all pixels. */
    private static final int MAX_SCANS = 100;

    private static final int TEM = 0x01;
    private static final int SOF0 = 0xc0;
    private static final int SOF2 = 0xc2;
    private static final int DHT = 0xc4;
    private static final int JPG = 0xc8;
    private static final int DAC = 0xcc;
    private static final int SOF15 = 0xcf;
    private static final int RST0 = 0xd0;
    private static final int RST7 = 0xd7;
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int DQT = 0xdb;
    private static final int DRI = 0xdd;
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP14 = 0xee;

    private static final int SOI_BYTES = 2;

    /** A segment of version 1.2, without a density or a thumbnail. */
    private static final byte[] JFIF = {
        (byte) 0xff, (byte) APP0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 2, 0, 0, 1, 0, 1, 0, 0
    };

    private static final JdkReader READER = new JdkReader("jpeg");

    private final DecodeLimits limits;
    private final ByteBuffer in;
    private final ByteArrayOutputStream kept;
    private int[] componentIds;
    private boolean[] scanned;
    private int scans;
    private boolean jfif;
    private Integer adobeTransform;
    private byte[] exif;

    private JpegFile(byte[] encoded, DecodeLimits limits) {
        this.limits = limits;
        in = ByteBuffer.wrap(encoded);
        kept = new ByteArrayOutputStream(encoded.length);
    }

    static JpegFile read(byte[] encoded, DecodeLimits limits) throws RejectedImageException {
        JpegFile file = new JpegFile(encoded, limits);
        file.readSegments();
        return file;
    }

    private void readSegments() throws RejectedImageException {
        in.getShort(); // SOI
        keepMarker(SOI);
        int marker = nextMarker();
        while (marker != EOI) {
            readSegment(marker);
            marker = nextMarker();
        }
        keepMarker(EOI);
        checkComplete();
    }

    /** Skips what is no marker, as decoders do. */
    private int nextMarker() {
        while (true) {
            while (in.get() != (byte) 0xff) {}
            int code = in.get() & 0xff;
            while (code == 0xff) {
                code = in.get() & 0xff;
            }
            if (code > TEM && (code < RST0 || code > RST7)) {
                return code;
            }
        }
    }

    private void readSegment(int marker) throws RejectedImageException {
        int at = in.position() - 2;
        if (marker == SOI) {
            throw corrupt("JPEG starts again at byte " + at);
        }
        int length = (in.getShort() & 0xffff) - 2;
        if (length < 0) {
            throw corrupt(
                    String.format("JPEG segment ff%02x at byte %d has no length", marker, at));
        }
        byte[] content = new byte[length];
        in.get(content);
        switch (marker) {
            case APP0 -> jfif |= startsWith(content, "JFIF\0") && length >= 14;
            case APP1 -> readExif(content);
            case APP14 -> readAdobe(content);
            case DHT, DQT, DRI -> keepSegment(marker, content);
            case SOS -> readScan(content, at);
            default -> {
                boolean frame = marker >= SOF0 && marker <= SOF15;
                if (frame && marker != JPG && marker != DAC) {
                    readFrame(marker, content, at);
                }
            }
        }
    }

    private void readExif(byte[] content) {
        if (exif == null && startsWith(content, "Exif\0\0")) {
            exif = content;
        }
    }

    private void readAdobe(byte[] content) {
        if (startsWith(content, "Adobe") && content.length >= 12) {
            adobeTransform = content[11] & 0xff;
        }
    }

    private void readFrame(int marker, byte[] content, int at) throws RejectedImageException {
        if (componentIds != null) {
            throw corrupt("JPEG has a second frame header at byte " + at);
        }
        if (marker > SOF2) {
            throw unsupported("coding process SOF" + (marker - SOF0));
        }
        if (content.length < 6 || content.length < 6 + 3 * (content[5] & 0xff)) {
            throw corrupt("JPEG frame header at byte " + at + " is too short");
        }
        ByteBuffer frame = ByteBuffer.wrap(content);
        int bits = frame.get() & 0xff;
        int height = frame.getShort() & 0xffff;
        int width = frame.getShort() & 0xffff;
        int components = frame.get() & 0xff;
        if (bits != 8) {
            throw unsupported(bits + " bits a sample");
        }
        if (components != 1 && components != 3 && components != 4) {
            throw unsupported(components + " components");
        }
        limits.checkPixels("JPEG", width, height);
        componentIds = new int[components];
        scanned = new boolean[components];
        for (int i = 0; i < components; i++) {
            componentIds[i] = frame.get(6 + 3 * i) & 0xff;
        }
        keepSegment(marker, content);
    }

    private void readScan(byte[] content, int at) throws RejectedImageException {
        if (componentIds == null) {
            throw corrupt("JPEG has a scan before its frame header, at byte " + at);
        }
        int components = content.length == 0 ? 0 : content[0] & 0xff;
        if (components == 0 || content.length < 1 + 2 * components) {
            throw corrupt("JPEG scan header at byte " + at + " is too short");
        }
        scans++;
        if (scans > MAX_SCANS) {
            throw corrupt("JPEG has more than " + MAX_SCANS + " scans");
        }
        for (int i = 0; i < components; i++) {
            for (int c = 0; c < componentIds.length; c++) {
                scanned[c] |= componentIds[c] == (content[1 + 2 * i] & 0xff);
            }
        }
        keepSegment(SOS, content);
        int start = in.position();
        skipEntropyCodedData();
        kept.write(in.array(), start, in.position() - start);
    }

    /** Moves to the next marker that is neither a stuffed 0 nor a restart. */
    private void skipEntropyCodedData() {
        byte[] bytes = in.array();
        while (true) {
            int at = in.position();
            while (at < bytes.length && bytes[at] != (byte) 0xff) {
                at++;
            }
            in.position(Math.min(at + 1, bytes.length));
            int code = in.get() & 0xff;
            if (code == 0xff) {
                in.position(in.position() - 1); // a fill byte
            } else if (code != 0 && (code < RST0 || code > RST7)) {
                in.position(in.position() - 2);
                return;
            }
        }
    }

    private void checkComplete() throws RejectedImageException {
        if (componentIds == null) {
            throw corrupt("JPEG has no frame header");
        }
        for (int c = 0; c < scanned.length; c++) {
            if (!scanned[c]) {
                throw new RejectedImageException(
                        RejectReason.TRUNCATED,
                        "JPEG has no scan of component " + (c + 1) + " of " + scanned.length);
            }
        }
    }

    private void keepMarker(int marker) {
        kept.write(0xff);
        kept.write(marker);
    }

    private void keepSegment(int marker, byte[] content) {
        keepMarker(marker);
        kept.write((content.length + 2) >> 8);
        kept.write(content.length + 2);
        kept.writeBytes(content);
    }

    @Override
    public int orientation() {
        return exif == null ? 1 : ExifOrientation.of(exif, "Exif\0\0".length());
    }

    @Override
    public Pixels pixels() throws RejectedImageException, IOException {
        if (colour() == JpegColour.YCBCR) {
            return converted();
        }
        Raster raster = raster();
        return colour().toPixels(raster.getWidth(), raster.getHeight(), samplesOf(raster));
    }

    @Override
    public Pixels yccPixels() throws RejectedImageException, IOException {
        if (colour() != JpegColour.YCBCR) {
            return Ycc.ofRgb(pixels());
        }
        Raster raster = raster();
        return new Pixels(raster.getWidth(), raster.getHeight(), 3, samplesOf(raster));
    }

    private JpegColour colour() {
        return JpegColour.of(componentIds, jfif, adobeTransform);
    }

    private static byte[] samplesOf(Raster raster) {
        return ((DataBufferByte) raster.getDataBuffer()).getData();
    }

    /** Red, green and blue, made of luma and chromas by libjpeg itself, which is quicker at it. */
    private Pixels converted() throws RejectedImageException, IOException {
        return read(
                withJfif(kept.toByteArray()),
                reader -> {
                    int width = reader.getWidth(0);
                    int height = reader.getHeight(0);
                    byte[] rgb = new byte[3 * width * height];
                    ImageReadParam param = reader.getDefaultReadParam();
                    param.setDestination(RgbImage.of(width, height, rgb));
                    reader.read(0, param);
                    return new Pixels(width, height, 3, rgb);
                });
    }

    /** Says that components are luma and chromas; else the JDK's reader guesses. */
    private static byte[] withJfif(byte[] file) {
        return ByteBuffer.allocate(file.length + JFIF.length)
                .put(file, 0, SOI_BYTES)
                .put(JFIF)
                .put(file, SOI_BYTES, file.length - SOI_BYTES)
                .array();
    }

    /** The components as they are stored. */
    private Raster raster() throws RejectedImageException, IOException {
        return read(kept.toByteArray(), reader -> reader.readRaster(0, null));
    }

    private static <T> T read(byte[] file, JdkReader.Reading<T> reading)
            throws RejectedImageException, IOException {
        List<String> warnings = new ArrayList<>();
        T read =
                READER.read(
                        file,
                        reader -> {
                            reader.addIIOReadWarningListener((r, text) -> warnings.add(text));
                            return reading.from(reader);
                        });
        for (String warning : warnings) {
            check(warning);
        }
        return read;
    }

    /**
     * The JDK's decoder, libjpeg, fills what it cannot decode with grey and tells of the first such
     * place only. Bytes left over behind a complete scan do no harm.
     */
    private static void check(String warning) throws RejectedImageException {
        if (warning.contains("remature end")) {
            throw new RejectedImageException(RejectReason.TRUNCATED, "JPEG decoder: " + warning);
        }
        if (!warning.contains("extraneous bytes")) {
            throw corrupt("JPEG decoder: " + warning);
        }
    }

    private static boolean startsWith(byte[] content, String tag) {
        if (content.length < tag.length()) {
            return false;
        }
        for (int i = 0; i < tag.length(); i++) {
            if (content[i] != tag.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static RejectedImageException corrupt(String message) {
        return new RejectedImageException(RejectReason.CORRUPT, message);
    }

    private static RejectedImageException unsupported(String what) {
        return new RejectedImageException(
                RejectReason.UNSUPPORTED_FORMAT, "JPEG has " + what + ", which is not read");
    }
}
