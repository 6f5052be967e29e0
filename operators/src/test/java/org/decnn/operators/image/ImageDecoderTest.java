package org.decnn.operators.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

    @Test
    void planesOfTheRightSizeAreReturnedAsTheyAre() {
        byte[] planes = new byte[3 * 32 * 32];
        assertThat(Pictures.decoder().fitPlanes(planes, 32, 32)).isSameAs(planes);
    }

    @Test
    void planesAreFittedLikeThePictureTheyCameFrom() throws Exception {
        var whole =
                new ImageDecoder(
                        Pictures.preprocessing(67, 50, 0, ChannelOrder.RGB), DecodeLimits.DEFAULT);
        byte[] planes = whole.decode(Pictures.fixture("rgb.png"));
        assertThat(Pictures.decoder().fitPlanes(planes, 67, 50))
                .isEqualTo(Pictures.fixture("rgb.png.planes"));
    }

    @Test
    void planesForAGreyNetworkBecomeLuma() {
        var grey =
                new ImageDecoder(
                        Pictures.preprocessing(2, 1, 0, ChannelOrder.GREY), DecodeLimits.DEFAULT);
        byte[] redAndWhite = {(byte) 255, (byte) 255, 0, (byte) 255, 0, (byte) 255};
        assertThat(grey.fitPlanes(redAndWhite, 2, 1)).containsExactly(76, 255);
    }

    @Test
    void planesOfAnotherLengthAreRefused() {
        assertThatThrownBy(() -> Pictures.decoder().fitPlanes(new byte[3073], 32, 32))
                .hasMessage("planes have 3073 bytes, but three of 32×32 have 3072");
    }

    @ParameterizedTest
    @ValueSource(strings = {"turned.jpg", "rgb.png", "palette.gif", "rgb.bmp", "lossy.webp"})
    void aClassLoaderOfItsOwnFindsEveryFormat(String name) throws Exception {
        URL[] jars = {place(ImageDecoder.class), place(Preprocessing.class)};
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        try (var loader = new URLClassLoader(jars, ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(null);
            assertThat(decodeWith(loader, Pictures.fixture(name)))
                    .isEqualTo(Pictures.fixture(name + ".planes"));
        } finally {
            Thread.currentThread().setContextClassLoader(context);
        }
    }

    @ParameterizedTest
    @CsvSource({"a.webp, true", "a.WEBP, true", "a.b.jpeg, true", "a.tiff, false", "webp, false"})
    void picturesAreToldByTheirNames(Path file, boolean picture) {
        assertThat(ImageDecoder.isNamedAsPicture(file)).isEqualTo(picture);
    }

    private static URL place(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    private static byte[] decodeWith(ClassLoader loader, byte[] encoded) throws Exception {
        Class<?> order = loader.loadClass(ChannelOrder.class.getName());
        Class<?> preprocessing = loader.loadClass(Preprocessing.class.getName());
        Class<?> limits = loader.loadClass(DecodeLimits.class.getName());
        Class<?> decoder = loader.loadClass(ImageDecoder.class.getName());
        List<Double> threeOnes = List.of(1.0, 1.0, 1.0);
        Object rgb = order.getMethod("valueOf", String.class).invoke(null, "RGB");
        Object fit =
                preprocessing.getConstructors()[0].newInstance(
                        32, 32, 40, rgb, 1.0, threeOnes, threeOnes);
        Object limit = limits.getField("DEFAULT").get(null);
        Object instance = decoder.getConstructor(preprocessing, limits).newInstance(fit, limit);
        return (byte[])
                decoder.getMethod("decode", byte[].class).invoke(instance, (Object) encoded);
    }
}
