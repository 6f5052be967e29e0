package org.decnn.operators.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecodeLimitsTest {

    @Test
    void noBytesAreEmpty() {
        assertThat(Pictures.rejection(new byte[0]).reason()).isEqualTo(RejectReason.EMPTY);
    }

    @Test
    void aPictureMayHaveTheMostBytesAndNotOneMore() throws Exception {
        byte[] picture = Pictures.fixture("420.jpg");
        var exact = new DecodeLimits(picture.length, 1_000_000);
        var less = new DecodeLimits(picture.length - 1, 1_000_000);
        assertThat(Pictures.decoder(exact).decode(picture)).isNotEmpty();
        assertThat(Pictures.rejection(Pictures.decoder(less), picture).reason())
                .isEqualTo(RejectReason.TOO_MANY_BYTES);
    }

    @ParameterizedTest
    @CsvSource({
        "420.jpg",
        "progressive.jpg",
        "rgb.png",
        "palette.gif",
        "offset.gif",
        "rgb.bmp",
        "rle8.bmp",
        "lossy.webp",
        "lossless.webp",
        "animated.webp"
    })
    void aPictureMayHaveTheMostPixelsAndNotOneMore(String name) throws Exception {
        byte[] picture = Pictures.fixture(name);
        var exact = new DecodeLimits(1_000_000, 67 * 50);
        var less = new DecodeLimits(1_000_000, 67 * 50 - 1);
        assertThat(Pictures.decoder(exact).decode(picture)).isNotEmpty();
        RejectedImageException rejection = Pictures.rejection(Pictures.decoder(less), picture);
        assertThat(rejection.reason()).isEqualTo(RejectReason.TOO_MANY_PIXELS);
        assertThat(rejection)
                .hasMessageEndingWith(" is 67×50, more than the 3349 pixels allowed here");
    }

    @ParameterizedTest
    @CsvSource({"60000, 60000", "2147483647, 2147483647", "65536, 1", "1, 65536", "-1, -1"})
    void aDecompressionBombCostsNoMemory(int width, int height) {
        byte[] bomb = pngHeader(width, height);
        Pictures.rejection(bomb); // loads the classes
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        RejectedImageException rejection = Pictures.rejection(bomb);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(rejection.reason()).isEqualTo(RejectReason.TOO_MANY_PIXELS);
        assertThat(allocated).as("bytes allocated").isLessThan(1 << 20);
    }

    @Test
    void aPictureWithoutPixelsIsCorrupt() {
        RejectedImageException rejection = Pictures.rejection(pngHeader(0, 10));
        assertThat(rejection).hasMessage("PNG is 0×10 pixels");
        assertThat(rejection.reason()).isEqualTo(RejectReason.CORRUPT);
    }

    @Test
    void aJpegOfEndlessScansIsRejected() {
        byte[] jpeg = Pictures.fixture("progressive.jpg");
        int scan = Pictures.indexOf(jpeg, "\377\332");
        byte[] scans = new byte[100 * 10];
        for (int i = 0; i < scans.length; i += 10) {
            ByteBuffer.wrap(scans, i, 10)
                    .put(jpeg, scan, 2)
                    .put(new byte[] {0, 8, 1, 1, 0, 1, 5, 0});
        }
        assertThat(Pictures.rejection(Pictures.insert(jpeg, scan, scans)))
                .hasMessage("JPEG has more than 100 scans");
    }

    @Test
    void limitsThatNoPictureOrNoMemoryMeetsAreRefused() {
        assertThatThrownBy(() -> new DecodeLimits(0, 1))
                .hasMessage("maxBytes is 0: ask for at least 1");
        assertThatThrownBy(() -> new DecodeLimits(1, 0)).hasMessageContaining("maxPixels is 0");
        assertThatThrownBy(() -> new DecodeLimits(1, 1L << 40)).hasMessageContaining("maxPixels");
    }

    /** Sixty-odd bytes that promise any number of pixels. */
    private static byte[] pngHeader(int width, int height) {
        byte[] header =
                ByteBuffer.allocate(13).putInt(width).putInt(height).putInt(0x08020000).array();
        byte[] end =
                Pictures.insert(
                        Pictures.pngChunk("IDAT", new byte[10]),
                        22,
                        Pictures.pngChunk("IEND", new byte[0]));
        byte[] chunks = Pictures.insert(Pictures.pngChunk("IHDR", header), 25, end);
        return Pictures.insert(PngFile.SIGNATURE, 8, chunks);
    }

    @Test
    void aSmallHeapLowersTheLimitAndALargeOneDoesNot() {
        DecodeLimits limits = new DecodeLimits(1 << 20, 32_000_000);

        assertThat(limits.within(220_000_000)).isEqualTo(new DecodeLimits(1 << 20, 10_000_000));
        assertThat(limits.within(1L << 40)).isEqualTo(limits);
    }
}
