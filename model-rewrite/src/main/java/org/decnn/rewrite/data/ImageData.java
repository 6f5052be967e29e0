package org.decnn.rewrite.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.network.NetworkException;

/**
 * Where labelled pictures come from. Understood are
 *
 * <ul>
 *   <li>a {@code .bin} file of CIFAR-10 records, which is taken whole;
 *   <li>a folder with {@code train.bin} and {@code test.bin}, or with CIFAR-10's own {@code
 *       data_batch_1.bin} to {@code data_batch_5.bin} and {@code test_batch.bin};
 *   <li>a folder with {@code train/CLASS/} and {@code val/CLASS/} or {@code test/CLASS/};
 *   <li>a folder of {@code CLASS/} folders, which is taken whole.
 * </ul>
 */
public final class ImageData {

    /** Which part of the data is wanted, where it has parts. */
    public enum Split {
        TRAIN,
        TEST
    }

    private static final String TRAIN_BINARY = "train.bin";
    private static final String TEST_BINARY = "test.bin";
    private static final List<String> TRAIN_BATCHES =
            IntStream.rangeClosed(1, 5).mapToObj(i -> "data_batch_" + i + ".bin").toList();
    private static final String TEST_BATCH = "test_batch.bin";

    private static final String TRAIN_FOLDER = "train";

    /** The first that is there is taken: ImageNet's {@code test} has no labels. */
    private static final List<String> TEST_FOLDERS = List.of("val", "test");

    private ImageData() {}

    /**
     * Looks the data through. CIFAR-10 records are read into memory; pictures are decoded anew each
     * time they are read, as the job decodes them.
     *
     * @param preprocessing of the network that the pictures are for
     * @throws DataException naming what is not as it should be, and the remedy
     * @throws NetworkException if the network takes no pictures
     */
    public static LabelledImages open(Path data, Split split, Preprocessing preprocessing) {
        preprocessing.requirePictures();
        NetworkPixels pixels = new NetworkPixels(preprocessing);
        try {
            if (Files.isRegularFile(data)) {
                return CifarRecords.read(List.of(data), pixels);
            }
            if (!Files.isDirectory(data)) {
                throw new DataException(
                        data
                                + " does not exist: give a CIFAR-10 .bin file or a folder of pictures");
            }
            if (holdsBinaries(data)) {
                return CifarRecords.read(binaries(data, split), pixels);
            }
            return holdsParts(data) ? part(data, split, pixels) : ClassFolders.under(data, pixels);
        } catch (IOException e) {
            throw new DataException(data + " cannot be read (" + e + "): check its permissions", e);
        }
    }

    /**
     * So many of the pictures, chosen at random, of each class in proportion. The same are chosen
     * whenever as many are asked for of the same data.
     *
     * @throws DataException if there are not so many
     */
    public static LabelledImages sample(LabelledImages images, int count) {
        if (count < 1 || count > images.size()) {
            throw new DataException(
                    count
                            + " pictures were asked for, but the data holds "
                            + images.size()
                            + ": ask for 1 to "
                            + images.size());
        }
        return count == images.size() ? images : new StratifiedSample(images, count);
    }

    private static boolean holdsBinaries(Path data) {
        return Stream.concat(
                        Stream.of(TRAIN_BINARY, TEST_BINARY, TEST_BATCH), TRAIN_BATCHES.stream())
                .anyMatch(name -> Files.isRegularFile(data.resolve(name)));
    }

    private static List<Path> binaries(Path data, Split split) {
        Path whole = data.resolve(split == Split.TRAIN ? TRAIN_BINARY : TEST_BINARY);
        List<String> batches = split == Split.TRAIN ? TRAIN_BATCHES : List.of(TEST_BATCH);
        List<Path> files =
                Files.isRegularFile(whole)
                        ? List.of(whole)
                        : batches.stream().map(data::resolve).toList();
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw new DataException(
                        data
                                + " has neither "
                                + whole.getFileName()
                                + " nor "
                                + file.getFileName()
                                + ": copy CIFAR-10's binary version whole");
            }
        }
        return files;
    }

    /** Whether the folders in it are parts of the data; else they are classes. */
    private static boolean holdsParts(Path data) throws IOException {
        List<Path> folders = ClassFolders.foldersIn(data);
        List<Path> named =
                folders.stream()
                        .filter(
                                folder -> {
                                    String name = folder.getFileName().toString();
                                    return name.equals(TRAIN_FOLDER) || TEST_FOLDERS.contains(name);
                                })
                        .toList();
        if (!named.isEmpty() && named.size() == folders.size()) {
            return true;
        }
        for (Path folder : named) { // a class may be called "train"
            if (!ClassFolders.foldersIn(folder).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static LabelledImages part(Path data, Split split, NetworkPixels pixels)
            throws IOException {
        Path train = data.resolve(TRAIN_FOLDER);
        Path test =
                TEST_FOLDERS.stream()
                        .map(data::resolve)
                        .filter(Files::isDirectory)
                        .findFirst()
                        .orElse(data.resolve(TEST_FOLDERS.get(0)));
        Path wanted = split == Split.TRAIN ? train : test;
        if (!Files.isDirectory(wanted)) {
            throw new DataException(
                    wanted
                            + " does not exist: put the pictures to "
                            + (split == Split.TRAIN ? "train with" : "test with")
                            + " there, a folder for each class");
        }
        if (Files.isDirectory(train) && Files.isDirectory(test)) {
            requireSameClasses(train, test);
            requireSameClasses(test, train);
        }
        return ClassFolders.under(wanted, pixels);
    }

    private static void requireSameClasses(Path part, Path other) throws IOException {
        for (Path folder : ClassFolders.foldersIn(part)) {
            Path counterpart = other.resolve(folder.getFileName());
            if (!Files.isDirectory(counterpart)) {
                throw new DataException(
                        folder
                                + " has no counterpart "
                                + counterpart
                                + ": training and testing need the same classes");
            }
        }
    }
}
