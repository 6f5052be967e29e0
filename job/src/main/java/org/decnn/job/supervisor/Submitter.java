package org.decnn.job.supervisor;

import java.io.IOException;
import java.util.Optional;
import org.apache.flink.api.common.JobID;

/** Hands the job to a cluster. */
interface Submitter {

    /** What came of it: the exit code, and the line that says most. */
    record Outcome(int exitCode, String line) {}

    /**
     * Submits the job under an id that is known before, so that none is started that nobody knows
     * of, and none twice: Flink refuses an id that it has.
     *
     * @param from where to go on; empty: from the committed offsets
     */
    Outcome submit(JobID job, Optional<RestorePoint> from) throws IOException, InterruptedException;
}
