package org.decnn.job.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.decnn.job.UsageException;
import org.decnn.operators.image.ImageDecoder;

/** The pictures of a folder, in memory. */
public record Photographs(List<Photograph> pictures) {

    /** One picture, by its file's name. */
    public record Photograph(String name, byte[] content) {}

    /**
     * Reads the pictures of a folder, by name.
     *
     * @throws UsageException if there are none
     */
    public static Photographs in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new UsageException(
                    folder + " is not a folder: give --images a folder of photographs");
        }
        List<Photograph> pictures = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Photographs::isPicture).sorted().toList()) {
                pictures.add(
                        new Photograph(file.getFileName().toString(), Files.readAllBytes(file)));
            }
        }
        if (pictures.isEmpty()) {
            throw new UsageException(
                    folder
                            + " holds no .jpg, .png, .gif, .bmp or .webp: give --images another folder");
        }
        return new Photographs(pictures);
    }

    private static boolean isPicture(Path file) {
        return Files.isRegularFile(file) && ImageDecoder.isNamedAsPicture(file);
    }
}
