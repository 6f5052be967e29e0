package org.decnn.job.input;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.decnn.job.UsageException;
import org.decnn.job.input.InputFile.Kind;
import org.decnn.model.directory.ModelManifest;
import org.decnn.operators.image.Cifar10;
import org.decnn.operators.image.LeftOut;
import org.decnn.operators.image.PictureFolder;
import org.decnn.operators.stage.InputKind;

/** The images of a bounded run, numbered from 0: files, folders, CIFAR-10 records, NumPy arrays. */
public final class InputCatalog implements Serializable {

    private static final long serialVersionUID = 1L;

    private final ArrayList<InputFile> files = new ArrayList<>();
    private final ArrayList<Long> firsts = new ArrayList<>();
    private final LeftOut leftOut = new LeftOut();
    private long images;

    private InputCatalog() {}

    /**
     * Looks through the inputs without reading the images.
     *
     * @throws UsageException if an input is not there, or not what the network takes
     */
    public static InputCatalog of(List<Path> inputs, ModelManifest manifest) throws IOException {
        InputCatalog catalog = new InputCatalog();
        for (Path input : inputs) {
            if (Files.isDirectory(input)) {
                catalog.addFolder(input);
            } else if (Files.isReadable(input)) {
                catalog.addFile(input, manifest);
            } else {
                throw new UsageException(
                        input
                                + (Files.exists(input)
                                        ? " cannot be read: check its permissions"
                                        : " does not exist"));
            }
        }
        if (catalog.images == 0) {
            throw new UsageException(
                    "no images in "
                            + String.join(", ", inputs.stream().map(Path::toString).toList())
                            + catalog.leftOut.lines().stream()
                                    .map(line -> " (" + line + ")")
                                    .collect(Collectors.joining())
                            + ": give JPEG, PNG, GIF, BMP or WebP files, a CIFAR-10 .bin, or a NumPy"
                            + " .npy");
        }
        if (catalog.inputKind() == InputKind.PICTURE && !manifest.preprocessing().takesPictures()) {
            throw new UsageException(
                    catalog.files.get(0).name()
                            + " is no .npy: the network takes "
                            + manifest.input().channels()
                            + " channels, and pictures have 1 or 3: give NumPy .npy arrays of"
                            + " float32 "
                            + arrayShape(manifest));
        }
        return catalog;
    }

    private void addFolder(Path folder) throws IOException {
        PictureFolder found = found(folder);
        for (Path file : found.pictures()) {
            add(file, Kind.PICTURE, 1, 0, 0);
        }
        leftOut.add("its name is not a picture's", found.others());
        leftOut.addUnreadIn(found);
    }

    private static PictureFolder found(Path folder) throws IOException {
        try {
            return PictureFolder.at(folder);
        } catch (AccessDeniedException e) {
            throw new UsageException(folder + " cannot be read: check its permissions");
        }
    }

    private void addFile(Path file, ModelManifest manifest) throws IOException {
        if (hasEnding(file, ".bin")) {
            long bytes = Files.size(file);
            if (bytes == 0 || bytes % Cifar10.RECORD_BYTES != 0) {
                throw new UsageException(
                        file
                                + " has "
                                + bytes
                                + " bytes, no multiple of CIFAR-10's "
                                + Cifar10.RECORD_BYTES
                                + " a record: give the binary version of CIFAR-10");
            }
            add(file, Kind.CIFAR, bytes / Cifar10.RECORD_BYTES, 0, Cifar10.RECORD_BYTES);
        } else if (hasEnding(file, ".npy")) {
            addTensors(file, manifest);
        } else {
            add(file, Kind.PICTURE, 1, 0, 0);
        }
    }

    private void addTensors(Path file, ModelManifest manifest) throws IOException {
        NpyHeader header;
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            header = NpyHeader.read(file.toString(), in);
        }
        List<Integer> wanted = manifest.input().dims();
        boolean fits =
                header.descr().equals("<f4")
                        && !header.fortranOrder()
                        && header.shape().size() == 4
                        && header.shape().subList(1, 4).equals(wanted);
        if (!fits) {
            throw new UsageException(
                    file
                            + " holds "
                            + header.descr()
                            + " "
                            + header.shape()
                            + (header.fortranOrder() ? " in Fortran order" : "")
                            + ": the network takes little-endian float32 "
                            + arrayShape(manifest)
                            + " in C order");
        }
        int stride = 4 * manifest.input().elements();
        int count = header.shape().get(0);
        if (Files.size(file) < header.dataStart() + (long) count * stride) {
            throw new UsageException(file + " breaks off before its last image: save it again");
        }
        add(file, Kind.TENSORS, count, header.dataStart(), stride);
    }

    private static String arrayShape(ModelManifest manifest) {
        return manifest.input().dims().stream()
                .map(Object::toString)
                .collect(Collectors.joining(", ", "[N, ", "]"));
    }

    private void add(Path file, Kind kind, long count, long start, int stride) {
        firsts.add(images);
        files.add(new InputFile(file.toString(), file.toUri(), kind, count, start, stride));
        images += count;
    }

    private static boolean hasEnding(Path file, String ending) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(ending);
    }

    /** How many images there are. */
    public long images() {
        return images;
    }

    /** What the given folders hold that is not classified, in a line for each reason. */
    public List<String> leftOut() {
        return leftOut.lines();
    }

    /**
     * What the network's first stage is fed.
     *
     * @throws UsageException if both pictures and tensors are given
     */
    public InputKind inputKind() {
        boolean tensors = files.stream().anyMatch(file -> file.kind() == Kind.TENSORS);
        if (tensors && files.stream().anyMatch(file -> file.kind() != Kind.TENSORS)) {
            throw new UsageException(
                    "pictures and .npy arrays cannot be classified in one run: give one kind at a time");
        }
        return tensors ? InputKind.TENSOR : InputKind.PICTURE;
    }

    InputFile fileOf(long image) {
        return files.get(indexOf(image));
    }

    /** The image's number within its file. */
    long within(long image) {
        return image - firsts.get(indexOf(image));
    }

    private int indexOf(long image) {
        int found = java.util.Collections.binarySearch(firsts, image);
        return found >= 0 ? found : -found - 2;
    }
}
