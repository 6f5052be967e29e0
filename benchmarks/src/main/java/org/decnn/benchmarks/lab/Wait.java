package org.decnn.benchmarks.lab;

import java.util.concurrent.Callable;

/** Waiting for what takes a while. */
final class Wait {

    private static final long PAUSE_MILLIS = 100;

    private Wait() {}

    /**
     * @param otherwise what to say if it does not come true in time
     */
    static void until(int seconds, Callable<Boolean> holds, String otherwise) throws Exception {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        while (!holds.call()) {
            if (System.nanoTime() > end) {
                throw new LabException(otherwise + " within " + seconds + " s");
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}
