package org.decnn.job.supervisor;

/**
 * A checkpoint or savepoint that was written to its end.
 *
 * @param number of the checkpoint, which a job counts on from what it was restored from
 * @param claimed whether the job that goes on from it may delete it when it has newer ones
 */
record RestorePoint(String path, long number, boolean claimed) {}
