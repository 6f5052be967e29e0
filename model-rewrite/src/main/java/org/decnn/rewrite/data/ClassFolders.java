package org.decnn.rewrite.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.decnn.operators.image.ImageDecoder;
import org.decnn.operators.image.RejectedImageException;

/**
 * Pictures in folders that are named after their classes, at any depth in them. Classes and
 * pictures are in the order of their names; folders whose names begin with a dot are none.
 */
final class ClassFolders implements LabelledImages {

    private record Picture(Path file, int label) {}

    private final NetworkPixels pixels;
    private final List<String> classes = new ArrayList<>();
    private final List<Picture> pictures = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    private ClassFolders(NetworkPixels pixels) {
        this.pixels = pixels;
    }

    static ClassFolders under(Path root, NetworkPixels pixels) throws IOException {
        ClassFolders data = new ClassFolders(pixels);
        data.leaveOutFilesIn(root);
        List<Path> folders = foldersIn(root);
        if (folders.isEmpty()) {
            throw new DataException(
                    root
                            + (data.leftOut.isEmpty() ? " is empty" : " has no folders in it")
                            + ": put the pictures there, in one folder for each class");
        }
        for (Path folder : folders) {
            data.add(folder);
        }
        return data;
    }

    static List<Path> foldersIn(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory)
                    .filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private void leaveOutFilesIn(Path root) throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            entries.filter(Files::isRegularFile).sorted().map(Path::toString).forEach(leftOut::add);
        }
    }

    private void add(Path folder) throws IOException {
        int before = pictures.size();
        try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
                if (ImageDecoder.isNamedAsPicture(file)) {
                    pictures.add(new Picture(file, classes.size()));
                } else {
                    leftOut.add(file.toString());
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (pictures.size() == before) {
            throw new DataException(
                    folder
                            + " holds no picture: put JPEG, PNG, GIF, BMP or WebP files of the class"
                            + " there, or take the folder away");
        }
        classes.add(folder.getFileName().toString());
    }

    @Override
    public int size() {
        return pictures.size();
    }

    @Override
    public List<String> classes() {
        return List.copyOf(classes);
    }

    @Override
    public int label(int image) {
        return pictures.get(image).label();
    }

    @Override
    public String nameOf(int image) {
        return pictures.get(image).file().toString();
    }

    @Override
    public void read(int image, byte[] into) {
        Path file = pictures.get(image).file();
        try {
            pixels.decode(Files.readAllBytes(file), into);
        } catch (RejectedImageException e) {
            throw new DataException(
                    file + ": " + e.getMessage() + "; replace the picture or take it away", e);
        } catch (IOException e) {
            throw new DataException(file + " cannot be read (" + e + "): check its permissions", e);
        }
    }

    @Override
    public List<String> leftOut() {
        return List.copyOf(leftOut);
    }
}
