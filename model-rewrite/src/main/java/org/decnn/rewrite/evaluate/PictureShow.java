package org.decnn.rewrite.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.decnn.rewrite.data.DataException;
import org.decnn.rewrite.data.LabelledImages;

/** Shows pictures to a network, one at a time on each of some threads. */
public final class PictureShow {

    /** A loaded network, which one thread uses. */
    public interface Viewer extends AutoCloseable {

        /** Its logits for a picture, in an array of its own. */
        float[] logits(byte[] pixels);

        @Override
        void close();
    }

    /** Takes the answers, in any order, from any thread. */
    @FunctionalInterface
    public interface Answers {
        void take(int image, float[] logits);
    }

    private final LabelledImages images;
    private final int pixelBytes;
    private final Supplier<Viewer> network;
    private final Answers answers;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicBoolean failed = new AtomicBoolean();

    private PictureShow(
            LabelledImages images, int pixelBytes, Supplier<Viewer> network, Answers answers) {
        this.images = images;
        this.pixelBytes = pixelBytes;
        this.network = network;
        this.answers = answers;
    }

    /**
     * Shows all pictures.
     *
     * @param pixelBytes of one picture
     * @param threads each loads the network
     * @throws DataException if a picture cannot be read
     */
    public static void run(
            LabelledImages images,
            int pixelBytes,
            int threads,
            Supplier<Viewer> network,
            Answers answers) {
        new PictureShow(images, pixelBytes, network, answers).run(threads);
    }

    private void run(int threads) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                workers.add(pool.submit(this::show));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            failed.set(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the evaluation was interrupted", e);
        } finally {
            pool.shutdown();
        }
    }

    /** Takes pictures until there are none left, or another thread has failed. */
    private void show() {
        byte[] pixels = new byte[pixelBytes];
        try (Viewer viewer = network.get()) {
            for (int image = next.getAndIncrement();
                    image < images.size() && !failed.get();
                    image = next.getAndIncrement()) {
                images.read(image, pixels);
                answers.take(image, viewer.logits(pixels));
            }
        } catch (RuntimeException | Error e) {
            failed.set(true);
            throw e;
        }
    }
}
