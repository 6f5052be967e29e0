package org.decnn.operators.stage;

import java.util.concurrent.Semaphore;

/**
 * The cores of this process. Graphs that are ready take turns at them, in the order in which they
 * asked, and keep one for a whole batch: stages that shared a core by the scheduler's slices would
 * push one another's maps and weights out of its caches.
 */
final class Cores {

    private static final int COUNT = Runtime.getRuntime().availableProcessors();
    private static final Semaphore FREE = new Semaphore(COUNT, true);

    private final int count;

    /**
     * @param threads that a graph runs on; it takes as many cores, if there are
     */
    Cores(int threads) {
        count = Math.min(threads, COUNT);
    }

    /** Waits until they are free. */
    void take() throws InterruptedException {
        FREE.acquire(count);
    }

    void giveBack() {
        FREE.release(count);
    }
}
