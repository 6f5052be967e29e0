package org.decnn.benchmarks.soak;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Sizes of all files below a folder; of one that is not there, none. What others delete meanwhile
 * is left out.
 */
record FileTree(List<Long> files) {

    private static final double BYTES_IN_MB = 1 << 20;

    static FileTree of(Path folder) throws IOException {
        List<Long> sizes = new ArrayList<>();
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        sizes.add(attributes.size());
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException gone) {
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path visited, IOException gone) {
                        return FileVisitResult.CONTINUE;
                    }
                });
        return new FileTree(sizes);
    }

    double megabytes() {
        return files.stream().mapToLong(Long::longValue).sum() / BYTES_IN_MB;
    }
}
