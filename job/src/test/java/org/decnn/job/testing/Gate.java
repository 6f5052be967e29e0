package org.decnn.job.testing;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Holds runs of graphs up. Static, as devices get a copy of what a test hands them. */
public final class Gate {

    private static final AtomicInteger HELD_UP = new AtomicInteger();
    private static volatile CountDownLatch gate = new CountDownLatch(0);

    private Gate() {}

    public static void shut() {
        gate = new CountDownLatch(1);
        HELD_UP.set(0);
    }

    public static void open() {
        gate.countDown();
    }

    /** Returns when an image waits. */
    public static void awaitImages() throws Exception {
        Polling.until("at the gate", HELD_UP::get, held -> held > 0);
    }

    /** For an {@link InterceptedEngine}. */
    public static void pass() {
        HELD_UP.incrementAndGet();
        try {
            if (!gate.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the test does not open the gate");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
