package org.decnn.operators.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrientationTest {
    /** Upright: a colour for each 16×16 block, so that JPEG keeps it whole however it is turned. */
    private static final int[][] BLOCKS = {
        {0xff0000, 0x00ff00, 0x0000ff, 0xffff00},
        {0x00ffff, 0xff00ff, 0x808080, 0xffffff},
        {0x804000, 0x008040, 0x400080, 0x000000}
    };

    private final ImageDecoder decoder =
            new ImageDecoder(
                    Pictures.preprocessing(64, 48, 0, ChannelOrder.RGB), DecodeLimits.DEFAULT);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aPngStoredAnyWayUpIsTheSamePicture(int orientation) throws Exception {
        byte[] png = encoded(stored(orientation), "png");
        byte[] tagged = Pictures.insert(png, 33, Pictures.pngChunk("eXIf", tiff(orientation)));
        assertThat(decoder.decode(tagged)).isEqualTo(decoder.decode(encoded(stored(1), "png")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aJpegStoredAnyWayUpIsTheSamePicture(int orientation) throws Exception {
        byte[] jpeg = encoded(stored(orientation), "jpeg");
        byte[] planes = decoder.decode(Pictures.insert(jpeg, 2, app1(tiff(orientation))));
        byte[] upright = decoder.decode(encoded(stored(1), "jpeg"));
        assertThat(meanDifference(planes, upright)).isLessThan(0.1);
    }

    @Test
    void brokenExifLeavesThePictureAsStored() throws Exception {
        byte[] jpeg = encoded(stored(1), "jpeg");
        byte[] junk = "II*\0\377\377\377\377 no directory".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(decoder.decode(Pictures.insert(jpeg, 2, app1(junk))))
                .isEqualTo(decoder.decode(jpeg));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 65535})
    void anOrientationThatExifDoesNotKnowIsUpright(int orientation) throws Exception {
        byte[] jpeg = encoded(stored(1), "jpeg");
        assertThat(decoder.decode(Pictures.insert(jpeg, 2, app1(tiff(orientation)))))
                .isEqualTo(decoder.decode(jpeg));
    }

    /** What Pillow 9.4 reads in each; it turns by 6 where it turns. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    no pointer to a next directory | 6 | 4d4d002a000000080001011200030000000100060000
                    two values, the first counts | 6 | 4d4d002a000000080001011200030000000200060003
                    three values elsewhere | 6 | 4d4d002a000000080001011200030000000300000016000600060006
                    no value | 1 | 4d4d002a00000008000101120003000000000006000000000000
                    more values than there are bytes | 1 | 4d4d002a00000008000101120003ffffffff0000001a00000000
                    text | 1 | 4d4d002a00000008000101120002000000023600000000000000
                    a byte | 1 | 4d4d002a00000008000101120001000000010600000000000000
                    undefined | 1 | 4d4d002a00000008000101120007000000010600000000000000
                    a signed byte | 6 | 4d4d002a00000008000101120006000000010600000000000000
                    a long | 6 | 4d4d002a00000008000101120004000000010000000600000000
                    a signed short | 6 | 4d4d002a00000008000101120008000000010006000000000000
                    a float | 6 | 4d4d002a0000000800010112000b0000000140c0000000000000
                    a rational | 6 | 4d4d002a00000008000101120005000000010000001a000000000000000c00000002
                    a rational that is no whole number | 1 | 4d4d002a00000008000101120005000000010000001a000000000000000d00000002
                    a rational over nothing | 1 | 4d4d002a00000008000101120005000000010000001a000000000000000600000000
                    a type that TIFF does not know | 1 | 4d4d002a00000008000101120063000000010006000000000000
                    more entries than there are | 6 | 4d4d002a00000008ffff01120003000000010006000000000000
                    fewer entries than there are | 1 | 4d4d002a00000008000101000003000000010006000001120003000000010006000000000000
                    an entry cut off | 1 | 4d4d002a0000000800010112000300000001000600
                    behind an entry that points outside | 1 | 4d4d002a000000080002010f0002000000090000099901120003000000010006000000000000
                    before an entry that points outside | 6 | 4d4d002a000000080002011200030000000100060000010f0002000000090000099900000000
                    behind an entry of an unknown type | 6 | 4d4d002a000000080002010f0063000000090000099901120003000000010006000000000000
                    said twice, the last counts | 6 | 4d4d002a00000008000201120003000000010003000001120003000000010006000000000000
                    a directory outside | 1 | 4d4d002a000009990001011200030000000100060000
                    a header cut off | 1 | 4d4d002a0000
                    a mistaken magic number | 6 | 4d4d2a00000000080001011200030000000100060000
                    another magic number | 1 | 4d4d0055000000080001011200030000000100060000
                    """)
    void brokenExifIsReadAsPillowReadsIt(String what, int orientation, String tiff)
            throws Exception {
        byte[] exif = HexFormat.of().parseHex(tiff);
        byte[] png = encoded(stored(orientation), "png");
        byte[] tagged = Pictures.insert(png, 33, Pictures.pngChunk("eXIf", exif));

        assertThat(decoder.decode(tagged))
                .as(what)
                .isEqualTo(decoder.decode(encoded(stored(1), "png")));
    }

    /**
     * The picture as a camera held that way stores it: EXIF names the sides of the scene that the
     * stored first row and first column are.
     */
    private static BufferedImage stored(int orientation) {
        boolean rowsAreColumns = orientation >= 5;
        boolean fromBottom =
                orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
        boolean fromRight =
                orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
        int width = rowsAreColumns ? 48 : 64;
        int height = rowsAreColumns ? 64 : 48;
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int across = rowsAreColumns ? y : x;
                int down = rowsAreColumns ? x : y;
                int row = (fromBottom ? 47 - down : down) / 16;
                int column = (fromRight ? 63 - across : across) / 16;
                image.setRGB(x, y, BLOCKS[row][column]);
            }
        }
        return image;
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }

    /** One directory with one entry: tag 0x0112, a SHORT. */
    private static byte[] tiff(int orientation) {
        return ByteBuffer.allocate(26)
                .put("MM\0*".getBytes(StandardCharsets.US_ASCII))
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .array();
    }

    private static byte[] app1(byte[] tiff) {
        return ByteBuffer.allocate(10 + tiff.length)
                .putShort((short) 0xffe1)
                .putShort((short) (8 + tiff.length))
                .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
                .put(tiff)
                .array();
    }

    private static double meanDifference(byte[] a, byte[] b) {
        long sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs((a[i] & 0xff) - (b[i] & 0xff));
        }
        return (double) sum / a.length;
    }
}
