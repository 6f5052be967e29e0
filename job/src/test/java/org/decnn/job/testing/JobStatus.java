package org.decnn.job.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import org.apache.flink.core.execution.JobClient;

/** What Flink's REST interface says of a job's failures and checkpoints. */
public record JobStatus(String address) {

    public static JobStatus of(String webAddress, JobClient job) {
        return new JobStatus(webAddress + "/jobs/" + job.getJobID());
    }

    /** How often the job has failed, restarted or not. */
    public int failures() throws IOException {
        return get("/exceptions").get("exceptionHistory").get("entries").size();
    }

    public int checkpointsInProgress() throws IOException {
        return get("/checkpoints").get("counts").get("in_progress").asInt();
    }

    public int checkpointsCompleted() throws IOException {
        return get("/checkpoints").get("counts").get("completed").asInt();
    }

    private JsonNode get(String path) throws IOException {
        return new ObjectMapper().readTree(URI.create(address + path).toURL());
    }
}
