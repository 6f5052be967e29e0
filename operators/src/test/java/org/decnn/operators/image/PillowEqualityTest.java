package org.decnn.operators.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PillowEqualityTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "444.jpg",
                "422.jpg",
                "420.jpg",
                "progressive.jpg",
                "grey.jpg",
                "profile.jpg",
                "grey-profile.jpg",
                "rgb.jpg",
                "cmyk.jpg",
                "ycck.jpg",
                "turned.jpg",
                "rgb.png",
                "profile.png",
                "rgba.png",
                "grey.png",
                "grey-alpha.png",
                "palette.png",
                "palette-transparent.png",
                "rgb-transparent.png",
                "palette-4-bits.png",
                "1-bit.png",
                "rgb-16-bits.png",
                "grey-16-bits.png",
                "grey-4-bits.png",
                "palette.gif",
                "grey.gif",
                "interlaced.gif",
                "animated.gif",
                "offset.gif",
                "11-bit-codes.gif",
                "12-bit-codes.gif",
                "strays.gif",
                "local-palette.gif",
                "rgb.bmp",
                "grey.bmp",
                "palette.bmp",
                "1-bit.bmp",
                "16-bits.bmp",
                "rgba.bmp",
                "rle8.bmp",
                "rle4.bmp",
                "os2-v1.bmp",
                "os2-v2.bmp",
                "os2-v2-rle.bmp",
                "top-down.bmp",
                "565.bmp",
                "v5-rgba.bmp",
                "lossy.webp",
                "coarse.webp",
                "one-segment.webp",
                "simple-filter.webp",
                "partitions.webp",
                "odd-size.webp",
                "lossy-alpha.webp",
                "lossless.webp",
                "lossless-alpha.webp",
                "lossless-palette.webp",
                "lossless-two-colours.webp",
                "turned.webp",
                "animated.webp",
                "offset.webp"
            })
    void aPictureOfAnyKindDecodesToPillowsBytes(String name) throws Exception {
        assertThat(Pictures.decoder().decode(Pictures.fixture(name)))
                .isEqualTo(Pictures.fixture(name + ".planes"));
    }

    @Test
    void aGreyNetworkGetsPillowsLuma() throws Exception {
        var grey = Pictures.preprocessing(32, 32, 40, ChannelOrder.GREY);
        assertThat(decode(grey, "rgb.png")).isEqualTo(Pictures.fixture("rgb.png.grey"));
    }

    @Test
    void aResizeOf0Stretches() throws Exception {
        var stretched = Pictures.preprocessing(32, 32, 0, ChannelOrder.RGB);
        assertThat(decode(stretched, "rgb.png")).isEqualTo(Pictures.fixture("rgb.png.stretched"));
    }

    @Test
    void planesAreRedFirstWhateverTheNetworksOrder() throws Exception {
        var bgr = Pictures.preprocessing(32, 32, 40, ChannelOrder.BGR);
        assertThat(decode(bgr, "rgb.png")).isEqualTo(Pictures.fixture("rgb.png.planes"));
    }

    @Test
    void anInterlacedPngIsThePlainPng() throws Exception {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(Pictures.fixture("rgb.png")));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam interlaced = writer.getDefaultWriteParam();
        interlaced.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        try (var stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), interlaced);
        }
        byte[] encoded = out.toByteArray();
        assertThat(encoded[28]).as("interlace method").isEqualTo((byte) 1);
        assertThat(Pictures.decoder().decode(encoded))
                .isEqualTo(Pictures.fixture("rgb.png.planes"));
    }

    private static byte[] decode(Preprocessing preprocessing, String name) throws Exception {
        return new ImageDecoder(preprocessing, DecodeLimits.DEFAULT).decode(Pictures.fixture(name));
    }
}
