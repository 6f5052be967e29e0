package org.decnn.job;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.client.JobSubmissionException;
import org.apache.flink.runtime.rest.util.RestClientException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Hands a job to Flink. What keeps Flink from taking it is said in a line, with the remedy. */
public final class Submission {

    private static final String CAUSE = "Caused by: ";

    private Submission() {}

    /**
     * Starts the job and returns.
     *
     * @throws UsageException if Flink does not take it
     */
    public static JobClient start(StreamExecutionEnvironment environment, String name)
            throws Exception {
        try {
            return environment.executeAsync(name);
        } catch (Exception e) {
            throw explained(environment, e);
        }
    }

    /**
     * Starts the job and, unless it was to be detached, waits for its end.
     *
     * @throws UsageException if Flink does not take it
     */
    public static void run(StreamExecutionEnvironment environment, String name) throws Exception {
        try {
            environment.execute(name);
        } catch (Exception e) {
            throw explained(environment, e);
        }
    }

    /** What fails later is the job's own failure, and stays as it is. */
    private static Exception explained(StreamExecutionEnvironment environment, Exception e) {
        List<Throwable> causes =
                Stream.<Throwable>iterate(e, one -> one != null, Throwable::getCause).toList();
        if (causes.stream().noneMatch(JobSubmissionException.class::isInstance)) {
            return e;
        }
        return new UsageException(line(address(environment.getConfiguration()), causes), e);
    }

    private static String line(String flink, List<Throwable> causes) {
        Throwable root = causes.get(causes.size() - 1);
        if (root instanceof ConnectException
                || root instanceof UnknownHostException
                || root instanceof UnresolvedAddressException) {
            return "no Flink answers at "
                    + flink
                    + ": start the cluster, or say where it is with 'flink run -m HOST:PORT' or"
                    + " rest.address and rest.port in config.yaml";
        }
        String reason = reason(root);
        if (root instanceof RestClientException
                && reason.toLowerCase(Locale.ROOT).contains("upload")) {
            return "Flink at "
                    + flink
                    + " cannot keep the job's files ("
                    + reason
                    + "): its JobManager writes them to flink-web-upload in its temporary folder,"
                    + " or in web.upload.dir; make that writable for it, and see that the disk is"
                    + " not full";
        }
        return "Flink at " + flink + " refuses the job (" + reason + "): see the JobManager's log";
    }

    /** Of a server's stack trace its last cause alone. */
    private static String reason(Throwable root) {
        List<String> lines =
                Arrays.stream(String.valueOf(root.getMessage()).split("\\R"))
                        .map(String::strip)
                        .toList();
        return lines.stream()
                .filter(line -> line.startsWith(CAUSE))
                .reduce((earlier, later) -> later)
                .map(line -> line.substring(CAUSE.length()))
                .orElse(lines.get(0))
                .replaceAll("^\\[+|[\\].]+$", "");
    }

    private static String address(ReadableConfig configuration) {
        return configuration.get(RestOptions.ADDRESS) + ":" + configuration.get(RestOptions.PORT);
    }
}
