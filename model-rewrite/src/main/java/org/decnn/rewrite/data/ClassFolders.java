package org.decnn.rewrite.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.decnn.operators.image.LeftOut;
import org.decnn.operators.image.PictureFolder;
import org.decnn.operators.image.RejectedImageException;

/**
 * Pictures in folders that are named after their classes, at any depth in them. Classes and
 * pictures are in the order of their names; hidden folders are none.
 */
final class ClassFolders implements LabelledImages {

    private static final String NO_PICTURE = "it is no picture in a class's folder";

    private record Picture(Path file, int label) {}

    private final NetworkPixels pixels;
    private final List<String> classes = new ArrayList<>();
    private final List<Picture> pictures = new ArrayList<>();
    private final LeftOut leftOut = new LeftOut();

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
                            + (data.leftOut.names().isEmpty()
                                    ? " is empty"
                                    : " has no folders in it")
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
                    .filter(entry -> !PictureFolder.isHidden(entry))
                    .sorted()
                    .toList();
        }
    }

    /** Files beside the folders, dangling links too, and the pictures of hidden folders. */
    private void leaveOutFilesIn(Path root) throws IOException {
        List<Path> entries;
        try (Stream<Path> listed = Files.list(root)) {
            entries = listed.sorted().toList();
        }
        leftOut.add(NO_PICTURE, entries.stream().filter(it -> !Files.isDirectory(it)).toList());
        for (Path entry : entries) {
            if (Files.isDirectory(entry) && PictureFolder.isHidden(entry)) {
                leftOut.addHidden(PictureFolder.at(entry).pictures());
            }
        }
    }

    private void add(Path folder) throws IOException {
        int before = pictures.size();
        PictureFolder found = PictureFolder.at(folder);
        for (Path file : found.pictures()) {
            pictures.add(new Picture(file, classes.size()));
        }
        leftOut.add(NO_PICTURE, found.others());
        leftOut.addUnreadIn(found);
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
    public LeftOut whatIsLeftOut() {
        return leftOut;
    }
}
