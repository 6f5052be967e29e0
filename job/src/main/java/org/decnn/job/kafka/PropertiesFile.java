package org.decnn.job.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Properties;
import org.decnn.job.UsageException;

/**
 * A Java properties file for Kafka's clients, which lies under the same path on every machine of
 * the job. What may be known of it travels with the job; what may not stays in the file, and the
 * job has a reference in its place ({@link PropertiesFileProvider}).
 */
public final class PropertiesFile {

    private final Path path;

    /**
     * @throws UsageException if the path cannot be part of a reference
     */
    public PropertiesFile(Path path) {
        this.path = path.toAbsolutePath().normalize();
        requireReferable("the path of --properties", this.path.toString());
    }

    /**
     * Its properties, a reference for each that is secret or that Kafka does not know.
     *
     * @throws UsageException if it cannot be read here
     */
    public Properties read() {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException(
                    "--properties %s cannot be read (%s): give a Java properties file in UTF-8 that is on this machine and on each of Flink's"
                            .formatted(path, reason(e)));
        }
        for (String name : properties.stringPropertyNames()) {
            if (!ClientProperties.mayBeKnown(name)) {
                requireReferable("property", name);
                properties.setProperty(
                        name, PropertiesFileProvider.reference(path.toString(), name));
            }
        }
        return properties;
    }

    /** That others than its owner's group may read it, which a file with passwords is not for. */
    public Optional<String> remark() {
        PosixFileAttributeView view =
                Files.getFileAttributeView(path, PosixFileAttributeView.class);
        try {
            return view != null
                            && view.readAttributes()
                                    .permissions()
                                    .contains(PosixFilePermission.OTHERS_READ)
                    ? Optional.of(
                            "--properties %s can be read by every user of this machine: chmod o-r %s"
                                    .formatted(path, path))
                    : Optional.empty();
        } catch (IOException e) {
            // The one who reads it says so.
            return Optional.empty();
        }
    }

    private static String reason(Exception e) {
        return e instanceof NoSuchFileException ? "there is none" : e.getClass().getSimpleName();
    }

    /** Kafka's references are of the form ${provider:path:key}. */
    private static void requireReferable(String what, String text) {
        if (text.matches(".*[:}].*")) {
            throw new UsageException(
                    "%s %s has a ':' or '}': give another without".formatted(what, text));
        }
    }
}
