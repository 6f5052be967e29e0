package org.decnn.job.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C ends a command as its end would: the command's thread is interrupted, and the process goes
 * down when all that the command opened is closed. To be opened first and closed last.
 */
final class Interruption implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static volatile boolean underWay;

    private final CountDownLatch closed = new CountDownLatch(1);

    private Interruption(Thread command) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    if (closed.getCount() > 0) {
                                        underWay = true;
                                        quieten();
                                        command.interrupt();
                                        await();
                                    }
                                },
                                "end of " + command.getName()));
    }

    /** Libraries that are caught in the middle complain with stack traces. */
    private static void quieten() {
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
    }

    static Interruption ofThisThread() {
        return new Interruption(Thread.currentThread());
    }

    /** Whether a command is being ended: what fails now fails for that. */
    static boolean isUnderWay() {
        return underWay;
    }

    private void await() {
        try {
            closed.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
