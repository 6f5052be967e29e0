package org.decnn.job.supervisor;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.JobID;

/** Hands the job to a cluster. */
interface Submitter {

    /**
     * What came of it.
     *
     * @param said what there is to say of it, if it was taken; why it was not, else
     */
    record Outcome(int exitCode, List<String> said) {}

    /**
     * Submits the job under an id that is known before, so that none is started that nobody knows
     * of, and none twice: Flink refuses an id that it has.
     *
     * @param from where to go on; empty: from the committed offsets
     */
    Outcome submit(JobID job, Optional<RestorePoint> from) throws IOException, InterruptedException;
}
