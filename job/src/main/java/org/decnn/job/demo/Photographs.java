package org.decnn.job.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.decnn.job.UsageException;
import org.decnn.operators.image.LeftOut;
import org.decnn.operators.image.PictureFolder;

/**
 * The pictures of a folder, in memory.
 *
 * @param leftOut what could not be read in it, in a line for each reason
 */
public record Photographs(List<Photograph> pictures, List<String> leftOut) {

    /** One picture, by its path in the folder. */
    public record Photograph(String name, byte[] content) {}

    /**
     * Reads the pictures of a folder, at any depth, in the order of their names.
     *
     * @throws UsageException if there are none
     */
    public static Photographs in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new UsageException(
                    folder + " is not a folder: give --images a folder of photographs");
        }
        List<Photograph> pictures = new ArrayList<>();
        PictureFolder found = PictureFolder.at(folder);
        for (Path file : found.pictures()) {
            pictures.add(
                    new Photograph(folder.relativize(file).toString(), Files.readAllBytes(file)));
        }
        LeftOut leftOut = new LeftOut();
        leftOut.addUnreadIn(found);
        if (pictures.isEmpty()) {
            throw new UsageException(
                    folder
                            + " holds no .jpg, .png, .gif, .bmp or .webp: give --images another folder");
        }
        return new Photographs(pictures, leftOut.lines());
    }
}
