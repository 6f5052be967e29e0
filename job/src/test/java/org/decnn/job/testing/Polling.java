package org.decnn.job.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Waits, not for ever, for something to come true. */
public final class Polling {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int PAUSE_MILLIS = 100;

    private Polling() {}

    /** Looks again and again until what is seen is as wanted. */
    public static <T> T until(String wanted, Callable<T> look, Predicate<T> isWanted)
            throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        T seen = look.call();
        while (!isWanted.test(seen)) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError(
                        "after " + PATIENCE.toSeconds() + " s still not " + wanted + ": " + seen);
            }
            Thread.sleep(PAUSE_MILLIS);
            seen = look.call();
        }
        return seen;
    }
}
