package org.decnn.operators.image;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;

/**
 * What a folder holds at any depth, behind symbolic links too, each in the order of its path. A
 * file that two paths lead to is there twice.
 *
 * @param pictures files whose names are pictures'
 * @param others files whose names are not
 * @param unread links that lead nowhere or back to a folder they lie in, and what may not be read
 * @param hidden pictures in hidden folders, which tools leave behind: copies, previews, metadata
 */
public record PictureFolder(
        List<Path> pictures, List<Path> others, List<Path> unread, List<Path> hidden) {

    /** What archives made on a Mac hold beside each file. */
    private static final String MAC = "__MACOSX";

    public PictureFolder {
        pictures = List.copyOf(pictures);
        others = List.copyOf(others);
        unread = List.copyOf(unread);
        hidden = List.copyOf(hidden);
    }

    /**
     * Looks a folder through without reading its files.
     *
     * @throws IOException if the folder itself cannot be read
     */
    public static PictureFolder at(Path folder) throws IOException {
        Walk walk = new Walk(folder);
        Files.walkFileTree(
                folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, walk);
        walk.sort();
        return new PictureFolder(walk.pictures, walk.others, walk.unread, walk.hidden);
    }

    /** Whether a folder is one of those that tools leave behind, as its name says. */
    public static boolean isHidden(Path folder) {
        String name = folder.getFileName().toString();
        return name.startsWith(".") || name.equals(MAC);
    }

    private static final class Walk extends SimpleFileVisitor<Path> {

        private final Path root;
        private final List<Path> pictures = new ArrayList<>();
        private final List<Path> others = new ArrayList<>();
        private final List<Path> unread = new ArrayList<>();
        private final List<Path> hidden = new ArrayList<>();

        Walk(Path root) {
            this.root = root;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            boolean picture = ImageDecoder.isNamedAsPicture(file);
            if (liesHidden(file)) {
                if (picture) {
                    hidden.add(file);
                }
            } else if (attributes.isSymbolicLink() || picture && !Files.isReadable(file)) {
                unread.add(file); // a link that leads nowhere is visited as itself
            } else {
                (picture && attributes.isRegularFile() ? pictures : others).add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        private boolean liesHidden(Path file) {
            for (Path folder = file.getParent();
                    folder != null && !folder.equals(root);
                    folder = folder.getParent()) {
                if (isHidden(folder)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (file.equals(root)) {
                throw e;
            }
            if (!liesHidden(file)) {
                unread.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        void sort() {
            List.of(pictures, others, unread, hidden).forEach(Collections::sort);
        }
    }
}
