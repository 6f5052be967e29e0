package org.decnn.operators.stage;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * The cores of this process. Graphs that are ready take turns at them, in the order in which they
 * asked, and keep one for a whole batch: stages that shared a core by the scheduler's slices would
 * push one another's maps and weights out of its caches.
 */
final class Cores {

    private static final int COUNT =
            ofProcess("decnn.cores", () -> Runtime.getRuntime().availableProcessors());
    private static final Semaphore FREE =
            ofProcess("decnn.cores.free", () -> new Semaphore(COUNT, true));

    private final int count;

    /**
     * Each job has this class anew, by a class loader of its own, but all have the same cores. So
     * what the first has made is kept in the process, as an object of the JDK: it holds no job's
     * classes.
     */
    @SuppressWarnings("unchecked")
    private static <T> T ofProcess(String name, Supplier<T> made) {
        return (T) System.getProperties().computeIfAbsent(name, key -> made.get());
    }

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
