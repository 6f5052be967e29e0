package org.decnn.job.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C ends a command as its end would: the command's thread is interrupted, and the process goes
 * down when all that the command opened is closed. To be opened first and closed last.
 */
final class Interruption implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CountDownLatch closed = new CountDownLatch(1);

    private Interruption(Thread command) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    if (closed.getCount() > 0) {
                                        command.interrupt();
                                        await();
                                    }
                                },
                                "end of " + command.getName()));
    }

    static Interruption ofThisThread() {
        return new Interruption(Thread.currentThread());
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
