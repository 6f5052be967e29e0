package org.decnn.rewrite.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.decnn.operators.image.DecodeLimits;
import org.decnn.operators.image.ImageDecoder;
import org.decnn.rewrite.data.ImageData.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageDataTest {

    private static final int RECORD = 3073;

    @TempDir Path data;

    @Test
    void aCifarFileIsTakenWholeWhateverTheSplit() throws IOException {
        Path file = records("some.bin", 3, 9, 0);
        for (Split split : Split.values()) {
            LabelledImages images = ImageData.open(file, split, rgb(32));
            assertThat(images.classes()).startsWith("airplane").endsWith("truck").hasSize(10);
            assertThat(labels(images)).containsExactly(3, 9, 0);
            assertThat(images.nameOf(1)).isEqualTo(file + "#1");
        }
    }

    @Test
    void aNetworkOfCifarsSizeGetsTheRecordsAsTheyAre() throws IOException {
        byte[] file = Files.readAllBytes(records("some.bin", 3, 9));
        LabelledImages images = ImageData.open(data.resolve("some.bin"), Split.TEST, rgb(32));
        assertThat(read(images, 1, rgb(32)))
                .isEqualTo(Arrays.copyOfRange(file, RECORD + 1, 2 * RECORD));
    }

    @Test
    void aBgrNetworkGetsThePlanesInItsOrder() throws IOException {
        Path file = records("some.bin", 3);
        byte[] rgb = read(ImageData.open(file, Split.TEST, rgb(32)), 0, rgb(32));
        Preprocessing wanted = preprocessing(32, ChannelOrder.BGR);
        byte[] bgr = read(ImageData.open(file, Split.TEST, wanted), 0, wanted);
        assertThat(Arrays.copyOfRange(bgr, 0, 1024)).isEqualTo(Arrays.copyOfRange(rgb, 2048, 3072));
        assertThat(Arrays.copyOfRange(bgr, 1024, 2048))
                .isEqualTo(Arrays.copyOfRange(rgb, 1024, 2048));
        assertThat(Arrays.copyOfRange(bgr, 2048, 3072)).isEqualTo(Arrays.copyOfRange(rgb, 0, 1024));
    }

    @Test
    void anotherSizeOrGreyIsWhatTheJobsDecoderMakesOfARecord() throws IOException {
        byte[] record = Files.readAllBytes(records("some.bin", 3));
        byte[] planes = Arrays.copyOfRange(record, 1, RECORD);
        for (Preprocessing wanted :
                List.of(
                        rgb(48),
                        preprocessing(32, ChannelOrder.GREY),
                        preprocessing(20, ChannelOrder.GREY))) {
            byte[] pixels =
                    read(ImageData.open(data.resolve("some.bin"), Split.TEST, wanted), 0, wanted);
            assertThat(pixels).isEqualTo(decoder(wanted).fitPlanes(planes, 32, 32));
        }
    }

    @Test
    void aFolderOfTwoCifarFilesHasTwoParts() throws IOException {
        records("train.bin", 1, 2, 3);
        records("test.bin", 4);
        assertThat(labels(ImageData.open(data, Split.TRAIN, rgb(32)))).containsExactly(1, 2, 3);
        assertThat(labels(ImageData.open(data, Split.TEST, rgb(32)))).containsExactly(4);
    }

    @Test
    void cifarsOwnBatchesFollowOneAnother() throws IOException {
        for (int batch = 1; batch <= 5; batch++) {
            records("data_batch_" + batch + ".bin", batch, batch);
        }
        records("test_batch.bin", 9);
        LabelledImages train = ImageData.open(data, Split.TRAIN, rgb(32));
        assertThat(labels(train)).containsExactly(1, 1, 2, 2, 3, 3, 4, 4, 5, 5);
        assertThat(train.nameOf(7)).endsWith("data_batch_4.bin#1");
        assertThat(labels(ImageData.open(data, Split.TEST, rgb(32)))).containsExactly(9);
    }

    @Test
    void aMissingPartOfCifarIsNamed() throws IOException {
        records("data_batch_1.bin", 1);
        assertRefused(data, Split.TRAIN, "has neither train.bin nor data_batch_2.bin: ");
        assertRefused(data, Split.TEST, "has neither test.bin nor test_batch.bin: ");
    }

    @Test
    void classesAndPicturesAreSortedAndOtherFilesLeftOut() throws IOException {
        picture("train/tabby/b.png");
        picture("train/tabby/a.PNG");
        picture("train/ant/deep/down/c.bmp");
        picture("val/ant/x.gif");
        picture("val/tabby/y.jpg");
        write("train/tabby/notes.txt", new byte[3]);
        write("train/README", new byte[3]);
        Files.createDirectories(data.resolve("train/.thumbnails"));
        LabelledImages train = ImageData.open(data, Split.TRAIN, rgb(8));
        assertThat(train.classes()).containsExactly("ant", "tabby");
        assertThat(labels(train)).containsExactly(0, 1, 1);
        assertThat(IntStream.range(0, 3).mapToObj(train::nameOf).map(this::relative))
                .containsExactly(
                        "train/ant/deep/down/c.bmp", "train/tabby/a.PNG", "train/tabby/b.png");
        assertThat(train.leftOut().stream().map(this::relative))
                .containsExactly("train/README", "train/tabby/notes.txt");
        assertThat(labels(ImageData.open(data, Split.TEST, rgb(8)))).containsExactly(0, 1);
    }

    @Test
    void whatLiesBehindLinksIsReadAndWhatCannotBeIsNamed() throws IOException {
        picture("elsewhere/b.png");
        picture("data/ant/a.png");
        Path ant = data.resolve("data/ant");
        Files.createSymbolicLink(ant.resolve("c.png"), data.resolve("elsewhere/b.png"));
        Files.createSymbolicLink(ant.resolve("deep"), data.resolve("elsewhere"));
        Files.createSymbolicLink(ant.resolve("loop"), ant);
        Files.createSymbolicLink(ant.resolve("nowhere.png"), Path.of("none.png"));
        Files.createSymbolicLink(data.resolve("data/bee"), data.resolve("elsewhere"));
        LabelledImages images = ImageData.open(data.resolve("data"), Split.TEST, rgb(8));
        assertThat(images.classes()).containsExactly("ant", "bee");
        assertThat(IntStream.range(0, 4).mapToObj(images::nameOf).map(this::relative))
                .containsExactly(
                        "data/ant/a.png",
                        "data/ant/c.png",
                        "data/ant/deep/b.png",
                        "data/bee/b.png");
        assertThat(images.whatIsLeftOut().lines())
                .containsExactly(
                        "left out, as it may not be read, or is a link that leads nowhere or back: "
                                + ant.resolve("loop")
                                + " and 1 more");
    }

    @Test
    void picturesInHiddenFoldersAreLeftOutAndCounted() throws IOException {
        picture("ant/a.png");
        picture("ant/.ipynb_checkpoints/a-checkpoint.png");
        picture("__MACOSX/ant/a.png");
        picture(".thumbnails/a.png");
        LabelledImages images = ImageData.open(data, Split.TEST, rgb(8));
        assertThat(images.classes()).containsExactly("ant");
        assertThat(images.size()).isEqualTo(1);
        assertThat(images.whatIsLeftOut().lines())
                .singleElement()
                .asString()
                .startsWith("left out, as it lies in a hidden folder: ")
                .endsWith(" and 2 more");
    }

    @Test
    void aFolderCalledTestServesWhereThereIsNoVal() throws IOException {
        picture("train/ant/a.png");
        picture("test/ant/b.png");
        assertThat(ImageData.open(data, Split.TEST, rgb(8)).nameOf(0)).endsWith("b.png");
    }

    @Test
    void aFolderOfClassesIsTakenWholeEvenIfAClassIsCalledTrain() throws IOException {
        picture("car/a.png");
        picture("train/b.png");
        for (Split split : Split.values()) {
            LabelledImages images = ImageData.open(data, split, rgb(8));
            assertThat(images.classes()).containsExactly("car", "train");
            assertThat(images.size()).isEqualTo(2);
        }
    }

    @Test
    void aPictureIsReadAsTheJobDecodesIt() throws Exception {
        byte[] encoded = picture("ant/a.png");
        Preprocessing wanted =
                new Preprocessing(
                        16, 12, 20, ChannelOrder.RGB, 1, List.of(0., 0., 0.), List.of(1., 1., 1.));
        assertThat(read(ImageData.open(data, Split.TEST, wanted), 0, wanted))
                .isEqualTo(decoder(wanted).decode(encoded));
    }

    @Test
    void manyThreadsReadTheSame() throws IOException {
        for (int i = 0; i < 16; i++) {
            picture("ant/" + (char) ('a' + i) + ".png");
        }
        LabelledImages images = ImageData.open(data, Split.TEST, rgb(24));
        List<byte[]> alone =
                IntStream.range(0, 16).mapToObj(i -> read(images, i, rgb(24))).toList();
        assertThat(IntStream.range(0, 320).parallel())
                .allSatisfy(
                        i ->
                                assertThat(read(images, i % 16, rgb(24)))
                                        .isEqualTo(alone.get(i % 16)));
    }

    @Test
    void aSampleHasItsShareOfEveryClassWhateverTheOrder() throws IOException {
        int[] inTurn = IntStream.range(0, 80).map(i -> i % 4 == 3 ? 1 : i % 2).toArray();
        Path file = records("some.bin", inTurn);
        LabelledImages all = ImageData.open(file, Split.TEST, rgb(32));
        LabelledImages some = ImageData.sample(all, 20);
        assertThat(labels(some)).filteredOn(label -> label == 0).hasSize(10);
        List<String> names = IntStream.range(0, 20).mapToObj(some::nameOf).toList();
        assertThat(names).doesNotHaveDuplicates();
        for (int image = 0; image < 20; image++) {
            int inAll = Integer.parseInt(names.get(image).replaceAll(".*#", ""));
            assertThat(some.label(image)).isEqualTo(all.label(inAll));
            assertThat(read(some, image, rgb(32))).isEqualTo(read(all, inAll, rgb(32)));
        }
        LabelledImages again = ImageData.sample(all, 20);
        assertThat(IntStream.range(0, 20).mapToObj(again::nameOf)).isEqualTo(names);
    }

    @Test
    void aSampleIsNoLargerThanTheData() throws IOException {
        LabelledImages all = ImageData.open(records("some.bin", 1, 2), Split.TEST, rgb(32));
        assertThat(ImageData.sample(all, 2)).isSameAs(all);
        for (int count : new int[] {0, 3}) {
            assertThatThrownBy(() -> ImageData.sample(all, count))
                    .isInstanceOf(DataException.class)
                    .hasMessage(
                            count
                                    + " pictures were asked for, but the data holds 2: ask for 1 to 2");
        }
    }

    @Test
    void whatIsNoDataIsRefused() throws IOException {
        assertRefused(data.resolve("nothing"), Split.TRAIN, "nothing does not exist: ");
        assertRefused(data, Split.TRAIN, "is empty: put the pictures there");
        write("a.txt", new byte[2]);
        assertRefused(data, Split.TRAIN, "has no folders in it: ");
        assertRefused(data.resolve("a.txt"), Split.TRAIN, "is no CIFAR-10 .bin file: ");
        Files.createDirectories(data.resolve("ant"));
        assertRefused(data, Split.TRAIN, "ant holds no picture: ");
    }

    @Test
    void aPartThatIsNotThereIsNamed() throws IOException {
        picture("train/ant/a.png");
        assertRefused(data, Split.TEST, "val does not exist: ");
    }

    @Test
    void aCifarFileMustBeOne() throws IOException {
        write("odd.bin", new byte[RECORD + 1]);
        assertRefused(
                data.resolve("odd.bin"),
                Split.TEST,
                "odd.bin has 3074 bytes, no multiple of CIFAR-10's 3073 a record: ");
        write("none.bin", new byte[0]);
        assertRefused(data.resolve("none.bin"), Split.TEST, "none.bin has 0 bytes");
        records("hundred.bin", 3, 10);
        assertRefused(
                data.resolve("hundred.bin"),
                Split.TEST,
                "hundred.bin#1 has label 10, but CIFAR-10's are 0 to 9: ");
        records("negative.bin", 200);
        assertRefused(data.resolve("negative.bin"), Split.TEST, "#0 has label 200");
    }

    @Test
    void partsOfDifferentClassesAreRefusedWhicheverIsOpened() throws IOException {
        picture("train/ant/a.png");
        picture("test/ant/b.png");
        picture("test/bee/b.png");
        for (Split split : Split.values()) {
            assertRefused(data, split, "bee has no counterpart");
        }
    }

    @Test
    void aPictureThatIsNoneIsNamedWhenItIsRead() throws IOException {
        byte[] whole = picture("ant/a.png");
        write("ant/b.png", Arrays.copyOf(whole, whole.length / 2));
        write("ant/c.jpg", "not a picture".getBytes(UTF_8));
        write("ant/d.png", new byte[0]);
        LabelledImages images = ImageData.open(data, Split.TEST, rgb(8));
        for (int bad = 1; bad <= 3; bad++) {
            int image = bad;
            assertThatThrownBy(() -> read(images, image, rgb(8)))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(images.nameOf(image) + ": ")
                    .hasMessageEndingWith("; replace the picture or take it away");
        }
        Files.delete(data.resolve("ant/a.png"));
        assertThatThrownBy(() -> read(images, 0, rgb(8)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a.png cannot be read");
    }

    private void assertRefused(Path from, Split split, String message) {
        assertThatThrownBy(() -> ImageData.open(from, split, rgb(32)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }

    private String relative(String file) {
        return data.relativize(Path.of(file)).toString();
    }

    private static List<Integer> labels(LabelledImages images) {
        return IntStream.range(0, images.size()).mapToObj(images::label).toList();
    }

    private static byte[] read(LabelledImages images, int image, Preprocessing wanted) {
        byte[] pixels = new byte[wanted.pixelBytes()];
        images.read(image, pixels);
        return pixels;
    }

    private static ImageDecoder decoder(Preprocessing wanted) {
        return new ImageDecoder(wanted, DecodeLimits.DEFAULT);
    }

    private static Preprocessing rgb(int side) {
        return preprocessing(side, ChannelOrder.RGB);
    }

    private static Preprocessing preprocessing(int side, ChannelOrder order) {
        int channels = order == ChannelOrder.GREY ? 1 : 3;
        return new Preprocessing(
                side,
                side,
                side,
                order,
                1 / 255.,
                Collections.nCopies(channels, 0.),
                Collections.nCopies(channels, 1.));
    }

    /** Records of random pictures. */
    private Path records(String name, int... labels) throws IOException {
        byte[] bytes = new byte[labels.length * RECORD];
        new Random(labels.length).nextBytes(bytes);
        for (int i = 0; i < labels.length; i++) {
            bytes[i * RECORD] = (byte) labels[i];
        }
        return Files.write(data.resolve(name), bytes);
    }

    /** A picture of 40×30 whose pixels differ from those of other names. */
    private byte[] picture(String name) throws IOException {
        BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(name.hashCode());
        for (int y = 0; y < 30; y++) {
            for (int x = 0; x < 40; x++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        ImageIO.write(image, name.substring(name.length() - 3), encoded);
        return write(name, encoded.toByteArray());
    }

    private byte[] write(String name, byte[] bytes) throws IOException {
        Path file = data.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        return bytes;
    }
}
