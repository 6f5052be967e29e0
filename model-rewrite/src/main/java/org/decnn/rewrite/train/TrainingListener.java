package org.decnn.rewrite.train;

/** Watches a training. */
public interface TrainingListener {

    /** A training begins, or goes on after {@code done} of its epochs. */
    default void started(int done, String device) {}

    /**
     * A step was done.
     *
     * @param loss of its batch
     * @param accuracy on its batch, 0 to 1
     */
    default void step(double loss, double accuracy) {}

    /** An epoch was done, and the checkpoint holds it. */
    default void epoch(EpochResult result) {}
}
