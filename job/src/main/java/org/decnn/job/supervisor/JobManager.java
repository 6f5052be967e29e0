package org.decnn.job.supervisor;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.messages.FlinkJobNotFoundException;
import org.apache.flink.util.ExceptionUtils;

/** What a JobManager says of a job, by its REST interface. */
final class JobManager implements AutoCloseable {

    /** It may be busy; none answers in less than its rest.connection-timeout when it is gone. */
    private final Duration patience;

    private final RestClusterClient<StandaloneClusterId> client;
    private final String address;

    JobManager(Configuration flink, Duration patience) throws Exception {
        Configuration once = new Configuration(flink);
        once.set(RestOptions.RETRY_MAX_ATTEMPTS, 0);
        once.set(RestOptions.CONNECTION_TIMEOUT, patience);
        this.patience = patience;
        this.client = new RestClusterClient<>(once, StandaloneClusterId.getInstance());
        this.address = once.get(RestOptions.ADDRESS) + ":" + once.get(RestOptions.PORT);
    }

    String address() {
        return address;
    }

    /**
     * A job's state; empty if this JobManager says that it knows no such job. That is said by one
     * that was started after the job was submitted.
     *
     * @throws IOException if nothing is said: of such a job nothing is known
     */
    Optional<JobStatus> state(JobID job) throws IOException, InterruptedException {
        try {
            return Optional.of(answer(client.getJobStatus(job), patience));
        } catch (IOException e) {
            if (ExceptionUtils.findThrowableWithMessage(
                            e, FlinkJobNotFoundException.class.getName())
                    .isPresent()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Why a job failed, as far as it is said: the cause at the root. */
    String failure(JobID job) throws InterruptedException {
        try {
            return answer(client.requestJobResult(job), patience)
                    .getSerializedThrowable()
                    .map(JobManager::root)
                    .orElse("no reason is given");
        } catch (IOException e) {
            return "the reason is in the JobManager's log";
        }
    }

    /** Stops a job with a savepoint, and returns where that is. */
    String stop(JobID job, Duration atMost) throws IOException, InterruptedException {
        return answer(
                client.stopWithSavepoint(job, false, null, SavepointFormatType.CANONICAL), atMost);
    }

    private static <T> T answer(CompletableFuture<T> future, Duration atMost)
            throws IOException, InterruptedException {
        try {
            return future.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(root(e), e);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new IOException("no answer within " + atMost.toSeconds() + " s", e);
        }
    }

    /** In a line: what a server says is its stack trace. */
    private static String root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String said = String.valueOf(root.getMessage());
        int cause = said.lastIndexOf("Caused by: ");
        return said.substring(cause < 0 ? 0 : cause + "Caused by: ".length())
                .strip()
                .lines()
                .findFirst()
                .orElse(root.getClass().getName());
    }

    @Override
    public void close() {
        client.close();
    }
}
