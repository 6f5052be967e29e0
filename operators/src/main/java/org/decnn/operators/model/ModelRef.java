package org.decnn.operators.model;

import java.io.Serializable;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelDirectoryException;

/**
 * Which model directory a job runs: where it is and which network it held when the job was built.
 * Devices refuse a directory that has another network by then.
 *
 * @param uri as Flink's file systems read it, reachable from every device
 * @param version of the network
 */
public record ModelRef(String uri, String version) implements Serializable {

    public static ModelRef of(ModelDirectory directory) {
        return new ModelRef(directory.location(), directory.manifest().version());
    }

    /** Opens the directory. */
    public ModelDirectory open() {
        ModelDirectory directory = ModelDirectory.open(new FlinkModelFiles(uri));
        if (!directory.manifest().version().equals(version)) {
            throw new ModelDirectoryException(
                    uri
                            + " holds network version "
                            + directory.manifest().version()
                            + ", the job was built for "
                            + version
                            + ": submit the job again");
        }
        return directory;
    }
}
