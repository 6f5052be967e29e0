package org.decnn.operators.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorruptionTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "420.jpg",
                "progressive.jpg",
                "turned.jpg",
                "cmyk.jpg",
                "rgb.png",
                "palette.gif",
                "animated.gif",
                "12-bit-codes.gif",
                "strays.gif",
                "rgb.bmp",
                "palette.bmp",
                "16-bits.bmp",
                "rle8.bmp",
                "rle4.bmp",
                "os2-v2.bmp",
                "lossy.webp",
                "simple-filter.webp",
                "lossless.webp",
                "lossless-palette.webp",
                "turned.webp",
                "offset.webp"
            })
    void whateverBytesChangeAPictureIsDecodedOrRejected(String name) {
        Random random = new Random(17);
        byte[] whole = Pictures.fixture(name);
        for (int i = 0; i < 500; i++) {
            byte[] changed = whole.clone();
            int end = random.nextBoolean() ? whole.length : Math.min(whole.length, 700);
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                changed[random.nextInt(end)] = (byte) random.nextInt();
            }
            try {
                assertThat(Pictures.decoder().decode(changed)).hasSize(3 * 32 * 32);
            } catch (RejectedImageException e) {
                assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
            }
        }
    }

    @Test
    void everyChangedByteOfAPngIsNoticed() {
        byte[] whole = Pictures.fixture("palette.png");
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 0x20;
            assertThat(Pictures.rejection(changed)).as("byte %d", i).isNotNull();
        }
    }

    @Test
    void aWrongChecksumIsNamedWithItsPlace() {
        byte[] png = Pictures.fixture("rgb.png");
        png[Pictures.indexOf(png, "IDAT") + 50] ^= 1;
        assertThat(rejectedAsCorrupt(png))
                .isEqualTo("PNG chunk IDAT at byte 33 has a wrong checksum");
    }

    @Test
    void aChunkIsNamedInOneLineWhateverItsNameIs() {
        byte[] png = Pictures.fixture("rgb.png");
        int at = Pictures.indexOf(png, "IDAT");
        png[at] = '\n';
        png[at - 4] = 0x7f; // longer than the file
        RejectedImageException rejection = Pictures.rejection(png);
        assertThat(rejection.reason()).isEqualTo(RejectReason.TRUNCATED);
        assertThat(rejection).hasMessage("PNG chunk ?DAT at byte 33 breaks off");
    }

    @Test
    void aJpegOfMoreComponentsThanAByteSaysIsUnsupported() {
        byte[] jpeg = Pictures.fixture("444.jpg");
        jpeg[Pictures.indexOf(jpeg, "\377\300") + 9] = (byte) 0xfb;
        assertThat(Pictures.rejection(jpeg))
                .hasMessageMatching("JPEG frame header at byte \\d+ is too short");
    }

    @Test
    void aPngWhoseDataIsSoundButTooShortIsRejected() {
        byte[] png = Pictures.fixture("rgb.png");
        png[23]++; // one row more
        byte[] header = Arrays.copyOfRange(png, 16, 29);
        byte[] body = Pictures.without(png, 8, 25);
        byte[] changed = Pictures.insert(body, 8, Pictures.pngChunk("IHDR", header));
        rejectedAsCorrupt(changed);
    }

    @Test
    void aJpegScanThatIsNoHuffmanCodeIsCorrupt() {
        byte[] jpeg = Pictures.fixture("444.jpg");
        for (int i = jpeg.length - 400; i < jpeg.length - 100; i++) {
            jpeg[i] = (byte) (i % 2 == 0 ? 0xff : 0); // all ones, which no code is
        }
        assertThat(rejectedAsCorrupt(jpeg)).contains("bad Huffman code");
    }

    @Test
    void aJpegWithoutItsQuantisationTablesIsCorrupt() {
        byte[] jpeg = Pictures.fixture("444.jpg");
        byte[] without = Pictures.without(jpeg, Pictures.indexOf(jpeg, "\377\333"), 69);
        assertThat(rejectedAsCorrupt(without)).contains("Quantization table 0x00 was not defined");
    }

    @Test
    void anotherFormatIsUnsupported() {
        byte[] sound = "RIFF\44\0\0\0WAVEfmt ".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(rejectedAsUnsupported(sound))
                .isEqualTo(
                        "image is not JPEG, PNG, GIF, BMP or WebP: it starts with 52 49 46 46 24"
                                + " 00 00 00");
    }

    @ParameterizedTest
    @CsvSource({
        "49492a0008000000, TIFF",
        "4d4d002a00000008, TIFF",
        "4d4d002b00080000, TIFF",
        "00000018667479706865696300000000, HEIC",
        "00000024667479706865767800000000, HEIC",
        "0000001c667479706d69663100000000, HEIC or AVIF",
        "0000001c667479706176696600000000, AVIF",
        "0000002c667479706176697300000000, AVIF",
        "ff0afa1f01, JPEG XL",
        "0000000c4a584c200d0a870a, JPEG XL",
        "0000000c6a5020200d0a870a, JPEG 2000",
        "ff4fff5100290000, JPEG 2000",
        "3842505300010000, PSD",
        "0000010001002020, ICO",
        "255044462d312e37, PDF",
        "3c737667206865696768743d, SVG",
        "0a3c3f786d6c2076657273696f6e3d22312e30223f3e3c212d2d202d2d3e0a3c73766720, SVG"
    })
    void aFormatThatIsNotReadIsToldByItsName(String start, String name) {
        assertThat(rejectedAsUnsupported(HexFormat.of().parseHex(start)))
                .isEqualTo(
                        "image is "
                                + name
                                + ", which is not read: give JPEG, PNG, GIF, BMP or WebP");
    }

    @Test
    void aWebpThatContradictsItselfIsCorrupt() {
        byte[] inter = Pictures.fixture("lossy.webp");
        inter[20] |= 1;
        assertThat(rejectedAsCorrupt(inter))
                .startsWith("WebP cannot be read: VP8 frame has the tag");
        byte[] smaller = Pictures.fixture("turned.webp");
        smaller[24]--;
        assertThat(rejectedAsCorrupt(smaller))
                .isEqualTo("WebP has a picture of 67×50 at (0, 0) on a canvas of 66×50");
        byte[] longChunk = Pictures.fixture("lossless.webp");
        longChunk[18]++;
        assertThat(rejectedAsCorrupt(longChunk))
                .isEqualTo("WebP has a chunk at byte 12 that is longer than the file");
    }

    @Test
    void aLosslessJpegIsUnsupported() {
        byte[] jpeg = Pictures.fixture("444.jpg");
        jpeg[Pictures.indexOf(jpeg, "\377\300") + 1] = (byte) 0xc3;
        RejectedImageException rejection = Pictures.rejection(jpeg);
        assertThat(rejection).hasMessage("JPEG has coding process SOF3, which is not read");
        assertThat(rejection.reason()).isEqualTo(RejectReason.UNSUPPORTED_FORMAT);
    }

    @Test
    void aBmpThatPillowCannotReadIsUnsupported() {
        byte[] shortHeader = Pictures.fixture("os2-v1.bmp");
        shortHeader[14] = 16;
        assertThat(rejectedAsUnsupported(shortHeader))
                .isEqualTo("BMP has a header of 16 bytes, which is not read");
        byte[] huffman = Pictures.fixture("os2-v2.bmp");
        huffman[30] = 3;
        assertThat(rejectedAsUnsupported(huffman))
                .isEqualTo("BMP has compression 3 of 8 bits a pixel, which is not read");
        byte[] oddMasks = Pictures.fixture("565.bmp");
        oddMasks[54] ^= 1;
        assertThat(rejectedAsUnsupported(oddMasks))
                .isEqualTo(
                        "BMP has the bit masks 0000f801, 000007e0 and 0000001f, which is not"
                                + " read");
    }

    @Test
    void aBmpWhoseRunsPillowCannotReadIsUnsupported() {
        byte[] ended = Pictures.fixture("rle8.bmp");
        int runs = ByteBuffer.wrap(ended).order(ByteOrder.LITTLE_ENDIAN).getInt(10);
        ended[runs] = 0;
        ended[runs + 1] = 1;
        assertThat(rejectedAsUnsupported(ended))
                .isEqualTo("BMP has only 0 of 3350 pixels in its runs, which is not read");
        byte[] odd = Pictures.fixture("rle4.bmp");
        runs = ByteBuffer.wrap(odd).order(ByteOrder.LITTLE_ENDIAN).getInt(10);
        odd[runs] = 0;
        odd[runs + 1] = 5;
        assertThat(rejectedAsUnsupported(odd))
                .isEqualTo("BMP has a run of 5 pixels that share bytes, which is not read");
    }

    @Test
    void aGifOfCodesThatPillowCannotReadIsUnsupported() {
        byte[] gif = Pictures.fixture("12-bit-codes.gif");
        gif[13 + 768 + 10] = 13;
        assertThat(rejectedAsUnsupported(gif))
                .isEqualTo("GIF has codes of 13 bits, which are not read");
    }

    private static String rejectedAsUnsupported(byte[] encoded) {
        RejectedImageException rejection = Pictures.rejection(encoded);
        assertThat(rejection).isNotNull();
        assertThat(rejection.reason()).isEqualTo(RejectReason.UNSUPPORTED_FORMAT);
        return rejection.getMessage();
    }

    private static String rejectedAsCorrupt(byte[] encoded) {
        RejectedImageException rejection = Pictures.rejection(encoded);
        assertThat(rejection).isNotNull();
        assertThat(rejection.reason()).isEqualTo(RejectReason.CORRUPT);
        return rejection.getMessage();
    }
}
