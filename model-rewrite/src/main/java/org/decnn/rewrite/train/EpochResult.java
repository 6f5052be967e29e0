package org.decnn.rewrite.train;

/**
 * What came out of one epoch.
 *
 * @param epoch from 1
 * @param rate the learning rate at its end
 * @param loss mean over its steps
 * @param trainAccuracy on its pictures as they were learned from, 0 to 1
 * @param testAccuracy on the test pictures after it, 0 to 1
 * @param seconds that it took, the test included
 */
public record EpochResult(
        int epoch,
        double rate,
        double loss,
        double trainAccuracy,
        double testAccuracy,
        double seconds) {}
