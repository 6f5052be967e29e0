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
 * @param network what the job calls it
 */
public record ModelRef(String uri, String version, NetworkName network) implements Serializable {

    /** That of a job's only network. */
    public static ModelRef of(ModelDirectory directory) {
        return of(directory, NetworkName.NONE);
    }

    public static ModelRef of(ModelDirectory directory, NetworkName network) {
        return new ModelRef(directory.location(), directory.manifest().version(), network);
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
