package org.decnn.job.kafka;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;

/**
 * Hands images on, slowly enough for checkpoints to fall in between; fails the job once, at the
 * first image after a checkpoint, or at a late one if checkpoints take long.
 */
final class FailOnce implements MapFunction<KafkaImage, KafkaImage>, CheckpointListener {
    private static final AtomicBoolean FAILED = new AtomicBoolean();
    private static final int PAUSE_MILLIS = 50;
    private static final int LATE_OFFSET = 9;

    private boolean checkpointed;

    static void arm() {
        FAILED.set(false);
    }

    static boolean hasFailed() {
        return FAILED.get();
    }

    @Override
    public KafkaImage map(KafkaImage image) throws InterruptedException {
        Thread.sleep(PAUSE_MILLIS);
        if ((checkpointed || image.offset() >= LATE_OFFSET) && FAILED.compareAndSet(false, true)) {
            throw new IllegalStateException("failing once, as the test asks");
        }
        return image;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        checkpointed = true;
    }
}
