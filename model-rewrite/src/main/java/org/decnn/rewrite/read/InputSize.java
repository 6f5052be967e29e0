package org.decnn.rewrite.read;

import java.nio.file.Path;
import java.util.OptionalInt;

/** How large a network's pictures are: the file's say, or the user's where the file has none. */
record InputSize(Path file, OptionalInt asked) {

    /**
     * @param fixed pixels that the file fixes a side at; 0 where it leaves it free
     */
    int side(long fixed) {
        if (fixed <= 0) {
            return asked.orElseThrow(
                    () ->
                            ImportedModel.error(
                                    file, "its input has no fixed size; give --input-size"));
        }
        if (asked.isPresent() && asked.getAsInt() != fixed) {
            throw ImportedModel.error(
                    file,
                    "its input is fixed at "
                            + fixed
                            + " pixels, not "
                            + asked.getAsInt()
                            + "; leave out --input-size and --crop");
        }
        return Math.toIntExact(fixed);
    }
}
