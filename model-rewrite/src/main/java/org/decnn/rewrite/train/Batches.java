package org.decnn.rewrite.train;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.decnn.rewrite.data.DataException;
import org.decnn.rewrite.data.LabelledImages;

/**
 * Pictures, some at a time. The next batch is read while one is learned from. The same numbers give
 * the same batches.
 */
final class Batches implements Iterator<Batches.Batch> {

    /**
     * @param pixels {@code [labels.length, C, H, W]}, 8 bit, direct
     */
    record Batch(ByteBuffer pixels, int[] labels) {}

    /** What is done to a picture on its way into a batch. */
    private interface Change {
        byte[] of(byte[] pixels, int image);
    }

    private final LabelledImages images;
    private final int pixelBytes;
    private final int size;
    private final int end;
    private final IntUnaryOperator order;
    private final Change change;
    private int start;
    private CompletableFuture<Batch> next;

    private Batches(
            LabelledImages images,
            int pixelBytes,
            int size,
            int end,
            IntUnaryOperator order,
            Change change) {
        this.images = images;
        this.pixelBytes = pixelBytes;
        this.size = size;
        this.end = end;
        this.order = order;
        this.change = change;
        readAhead();
    }

    /** An epoch's batches, all full, in random order and with random changes. */
    static Batches ofEpoch(
            LabelledImages images,
            int pixelBytes,
            int size,
            Augmentation augmentation,
            long seed,
            int epoch) {
        long epochSeed = new SplittableRandom(seed + 0x9E3779B97F4A7C15L * (epoch + 1)).nextLong();
        int[] order = shuffled(images.size(), new SplittableRandom(epochSeed));
        return new Batches(
                images,
                pixelBytes,
                size,
                images.size() / size * size,
                i -> order[i],
                (pixels, image) ->
                        augmentation.of(
                                pixels,
                                new SplittableRandom(epochSeed ^ (0x5851F42DL * (image + 1)))));
    }

    /** All pictures once, as they are. */
    static Batches of(LabelledImages images, int pixelBytes, int size) {
        return new Batches(
                images, pixelBytes, size, images.size(), i -> i, (pixels, image) -> pixels);
    }

    private static int[] shuffled(int count, SplittableRandom random) {
        int[] order = IntStream.range(0, count).toArray();
        for (int i = count - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    /**
     * @throws DataException naming the picture that cannot be read
     */
    @Override
    public Batch next() {
        if (next == null) {
            throw new NoSuchElementException();
        }
        try {
            return next.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof DataException named ? named : e;
        } finally {
            readAhead();
        }
    }

    private void readAhead() {
        if (start == end) {
            next = null;
            return;
        }
        int from = start;
        start = Math.min(start + size, end);
        int count = start - from;
        next = CompletableFuture.supplyAsync(() -> read(from, count));
    }

    private Batch read(int from, int count) {
        ByteBuffer pixels = ByteBuffer.allocateDirect(count * pixelBytes);
        int[] labels = new int[count];
        IntStream.range(0, count)
                .parallel()
                .forEach(
                        i -> {
                            int image = order.applyAsInt(from + i);
                            byte[] read = new byte[pixelBytes];
                            images.read(image, read);
                            pixels.put(i * pixelBytes, change.of(read, image));
                            labels[i] = images.label(image);
                        });
        return new Batch(pixels, labels);
    }
}
