package org.decnn.job.supervisor;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;

/**
 * Keeps one job running on a cluster without high availability of its own. A job is submitted anew
 * only where a JobManager says that it does not know it, or that it has failed: one that does not
 * answer may yet have it. A job that was stopped or cancelled is left alone.
 */
final class Supervisor {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final JobManager jobManager;
    private final RestorePoints points;
    private final History history;
    private final Submitter submitter;
    private final Consumer<String> out;

    /** That the job was ended before this was started is no reason to leave it so. */
    private boolean isAsked = true;

    /** Submissions since a job has completed a checkpoint. */
    private int attempts;

    private String lastSaid;

    Supervisor(
            JobManager jobManager,
            RestorePoints points,
            History history,
            Submitter submitter,
            Consumer<String> out) {
        this.jobManager = jobManager;
        this.points = points;
        this.history = history;
        this.submitter = submitter;
        this.out = out;
    }

    /** Returns when somebody has stopped or cancelled the job. */
    void run() throws InterruptedException {
        Optional<Duration> pause = look();
        while (pause.isPresent()) {
            Thread.sleep(pause.get().toMillis());
            pause = look();
        }
    }

    /** Does what is to be done now; returns when to look again, empty if the job is not wanted. */
    Optional<Duration> look() throws InterruptedException {
        Optional<JobID> job = history.current();
        try {
            Optional<JobStatus> state =
                    job.isPresent() ? jobManager.state(job.get()) : Optional.empty();
            boolean ended =
                    state.isPresent()
                            && (state.get() == JobStatus.FINISHED
                                    || state.get() == JobStatus.CANCELED);
            if (ended && !isAsked) {
                say(
                        end(job.get(), state)
                                + ", and is left so; when it is started again it goes on");
                return Optional.empty();
            }
            isAsked = false;
            if (state.isPresent() && !state.get().isGloballyTerminalState()) {
                watch(job.get(), state.get());
                return Optional.of(BETWEEN_LOOKS);
            }
            renew(job, state);
            return Optional.of(afterAttempt());
        } catch (IOException e) {
            say("waiting for the JobManager at " + jobManager.address() + ": " + e.getMessage());
            return Optional.of(BETWEEN_LOOKS);
        }
    }

    private Duration afterAttempt() {
        Duration pause = BETWEEN_LOOKS.multipliedBy(1L << Math.min(attempts - 1, 10));
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }

    private void watch(JobID job, JobStatus state) throws IOException {
        say("job %s is %s".formatted(job, state));
        if (!history.isStarted(job)) {
            history.started(job);
        }
        if (!history.isCheckpointed(job) && points.has(job)) {
            history.checkpointed(job);
            attempts = 0;
        }
    }

    private void renew(Optional<JobID> before, Optional<JobStatus> state)
            throws IOException, InterruptedException {
        attempts++;
        // One that Flink is not known to have had may be on its way there: under its id it is taken
        // once.
        Optional<JobID> underWay = before.filter(job -> state.isEmpty() && !history.isStarted(job));
        if (before.isPresent() && underWay.isEmpty()) {
            say(end(before.get(), state));
        }
        Optional<RestorePoint> from;
        try {
            from = newest();
        } catch (IOException e) {
            say("not started: " + e.getMessage());
            return;
        }
        JobID job = underWay.orElseGet(JobID::new);
        if (underWay.isEmpty()) {
            history.submitted(job);
        }
        Submitter.Outcome outcome = submitter.submit(job, from);
        if (outcome.exitCode() == 0) {
            history.started(job);
            outcome.said().forEach(this::say);
            say(
                    "job %s starts from %s"
                            .formatted(
                                    job, from.map(RestorePoint::path).orElse("committed offsets")));
        } else {
            say(
                    "not started, exit code %d: %s"
                            .formatted(outcome.exitCode(), String.join(" ", outcome.said())));
        }
    }

    private String end(JobID job, Optional<JobStatus> state) throws InterruptedException {
        if (state.isEmpty()) {
            return "job %s is lost with its JobManager".formatted(job);
        }
        return switch (state.get()) {
            case FAILED -> "job %s has failed: %s".formatted(job, jobManager.failure(job));
            case FINISHED -> "job %s was stopped".formatted(job);
            default -> "job %s was cancelled".formatted(job);
        };
    }

    /**
     * What the job goes on from; empty if it never had anything.
     *
     * @throws IOException if what it had is not there
     */
    private Optional<RestorePoint> newest() throws IOException {
        for (JobID job : history.line()) {
            RestorePoints.Found found = points.newestOf(job);
            found.unreadable()
                    .forEach(line -> say(line + ": answers that it had committed come out again"));
            if (found.newest().isPresent()) {
                return found.newest();
            }
            if (history.isCheckpointed(job) || !found.unreadable().isEmpty()) {
                throw new IOException(
                        "job %s had checkpoints, and none can be read in %s: mount that folder, or say where to begin with 'keep-running from PATH', or with 'from nothing' from the committed offsets"
                                .formatted(job, points.folder()));
            }
        }
        return history.from().equals(History.NOTHING)
                ? Optional.empty()
                : Optional.of(new RestorePoint(history.from(), 0, false));
    }

    /** Each thing once. */
    private void say(String line) {
        if (!line.equals(lastSaid)) {
            out.accept(line);
            lastSaid = line;
        }
    }
}
