package org.decnn.operators.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TruncationTest {

    @Test
    void aBmpThatEndsWithinItsBitMasksIsTruncated() {
        byte[] whole = Pictures.fixture("565.bmp");
        for (int length = 54; length < 66; length++) {
            RejectedImageException rejection = Pictures.rejection(Arrays.copyOf(whole, length));
            assertThat(rejection.reason()).as("%d bytes", length).isEqualTo(RejectReason.TRUNCATED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "420.jpg",
                "progressive.jpg",
                "turned.jpg",
                "rgb.png",
                "palette.png",
                "palette.gif",
                "animated.gif",
                "12-bit-codes.gif",
                "strays.gif",
                "rgb.bmp",
                "os2-v1.bmp",
                "top-down.bmp",
                "lossy.webp",
                "lossless.webp",
                "animated.webp"
            })
    void everyShorterBeginningOfAPictureIsTruncated(String name) {
        byte[] whole = Pictures.fixture(name);
        for (int length = 1; length < whole.length; length++) {
            assertThat(Pictures.rejection(Arrays.copyOf(whole, length)))
                    .as("the first %d of %d bytes", length, whole.length)
                    .isNotNull()
                    .extracting(RejectedImageException::reason)
                    .isEqualTo(RejectReason.TRUNCATED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"420.jpg", "rgb.png", "palette.gif", "rgb.bmp", "lossy.webp"})
    void bytesBehindAPictureDoNoHarm(String name) throws Exception {
        byte[] whole = Pictures.fixture(name);
        assertThat(Pictures.decoder().decode(Pictures.insert(whole, whole.length, new byte[100])))
                .isEqualTo(Pictures.fixture(name + ".planes"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"444.jpg", "progressive.jpg", "grey.jpg"})
    void aJpegWhoseScanEndsEarlyIsTruncatedThoughItHasAnEnd(String name) {
        byte[] whole = Pictures.fixture(name);
        assertThat(Pictures.rejection(Pictures.without(whole, whole.length - 300, 298)))
                .isNotNull()
                .extracting(RejectedImageException::reason)
                .isEqualTo(RejectReason.TRUNCATED);
    }

    /** Its last row may go without the marks of its end. */
    @ParameterizedTest
    @ValueSource(strings = {"rle8.bmp", "rle4.bmp", "os2-v2-rle.bmp"})
    void aBmpWhoseRunsBreakOffIsTruncated(String name) {
        byte[] whole = Pictures.fixture(name);
        for (int length = 1; length < whole.length - 6; length++) {
            assertThat(Pictures.rejection(Arrays.copyOf(whole, length)))
                    .as("the first %d of %d bytes", length, whole.length)
                    .isNotNull()
                    .extracting(RejectedImageException::reason)
                    .isEqualTo(RejectReason.TRUNCATED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lossy.webp", "simple-filter.webp", "lossless.webp"})
    void aWebpWhosePictureEndsEarlyIsTruncatedThoughItsLengthsAgree(String name) {
        byte[] whole = Pictures.fixture(name);
        for (int cut = 10; cut < whole.length - 40; cut += 10) {
            byte[] shorter = Arrays.copyOf(whole, whole.length - cut);
            ByteBuffer lengths = ByteBuffer.wrap(shorter).order(ByteOrder.LITTLE_ENDIAN);
            lengths.putInt(4, shorter.length - 8).putInt(16, shorter.length - 20);
            assertThat(Pictures.rejection(shorter))
                    .as("%d bytes less", cut)
                    .isNotNull()
                    .extracting(RejectedImageException::reason)
                    .isEqualTo(RejectReason.TRUNCATED);
        }
    }

    @Test
    void aGifFrameWithTooFewPixelsIsTruncated() {
        byte[] whole = Pictures.fixture("palette.gif");
        int descriptor = Pictures.indexOf(whole, ",\0\0\0\0\103\0\062\0");
        int firstSubBlock = descriptor + 11;
        byte[] cut =
                Pictures.without(
                        whole, firstSubBlock + 256, whole.length - 2 - firstSubBlock - 256);
        RejectedImageException rejection = Pictures.rejection(cut);
        assertThat(rejection).isNotNull().hasMessageStartingWith("GIF frame ends at");
        assertThat(rejection.reason()).isEqualTo(RejectReason.TRUNCATED);
    }
}
