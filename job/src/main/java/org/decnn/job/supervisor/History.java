package org.decnn.job.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.JobID;

/**
 * Under which ids a job was submitted so far, in a file of lines, on the disk before anything is
 * done: a supervisor that is killed at any moment knows of each job it may have started. A line
 * that a power cut left half is none.
 */
final class History {

    private static final String SUBMITTED = "submitted ";
    private static final String STARTED = "started ";
    private static final String CHECKPOINTED = "checkpointed ";
    private static final String FROM = "from ";

    /** Where to begin anew. */
    static final String NOTHING = "nothing";

    private final Path file;
    private final List<JobID> jobs = new ArrayList<>();
    private final Set<JobID> started = new HashSet<>();
    private final Set<JobID> checkpointed = new HashSet<>();
    private JobID current;
    private long length;
    private String from = NOTHING;

    /** Reads the file, if there is one. */
    History(Path folder) {
        this.file = folder.resolve("history");
        try {
            Files.createDirectories(folder);
            String written = Files.exists(file) ? Files.readString(file) : "";
            String whole = written.substring(0, written.lastIndexOf('\n') + 1);
            whole.lines().forEach(this::take);
            length = UTF_8.encode(whole).remaining();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The job that may run. */
    Optional<JobID> current() {
        return Optional.ofNullable(current);
    }

    /** The jobs that went on from each other, newest first. */
    List<JobID> line() {
        List<JobID> line = new ArrayList<>(jobs);
        Collections.reverse(line);
        return line;
    }

    /** What the oldest of the line began with: a path, or {@link #NOTHING}. */
    String from() {
        return from;
    }

    /** Whether Flink is known to have had it: 'flink run' has said so, or the JobManager. */
    boolean isStarted(JobID job) {
        return started.contains(job);
    }

    /** Whether a checkpoint of it has been seen. */
    boolean isCheckpointed(JobID job) {
        return checkpointed.contains(job);
    }

    void submitted(JobID job) {
        add(SUBMITTED + job);
    }

    void started(JobID job) {
        add(STARTED + job);
    }

    void checkpointed(JobID job) {
        add(CHECKPOINTED + job);
    }

    /** The next job begins with this, whatever was before. */
    void beginFrom(String place) {
        add(FROM + place);
    }

    private void add(String line) {
        try {
            append(line + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        take(line);
    }

    /** In place of what a power cut left of a line. */
    private void append(String text) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.truncate(length).position(length);
            ByteBuffer bytes = UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                length += channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private void take(String line) {
        if (line.startsWith(SUBMITTED)) {
            current = JobID.fromHexString(line.substring(SUBMITTED.length()));
            jobs.add(current);
        } else if (line.startsWith(STARTED)) {
            started.add(JobID.fromHexString(line.substring(STARTED.length())));
        } else if (line.startsWith(CHECKPOINTED)) {
            checkpointed.add(JobID.fromHexString(line.substring(CHECKPOINTED.length())));
        } else if (line.startsWith(FROM)) {
            from = line.substring(FROM.length());
            jobs.clear();
        }
    }
}
