package org.decnn.job.settings;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.decnn.job.UsageException;

/**
 * The memory of a board that runs a TaskManager beside its system alone, and the settings that fit
 * it.
 *
 * @param bytes as the board is sold: 1, 2, 4, 8 GiB
 */
public record BoardMemory(long bytes) {

    /** What the firmware, the kernel, the system and its page cache keep. */
    private static final MemorySize SYSTEM = MemorySize.ofMebiBytes(256);

    private static final long MIB = 1 << 20;
    private static final long LARGEST = 64L << 30;

    /** Numbers of pixels that are proposed: whole steps of it. */
    private static final long PIXELS = 100_000;

    /** A model's settings, as far as they depend on the board's memory. */
    @FunctionalInterface
    public interface Choice {
        DeviceSettings settings(boolean small, long maxPixels);
    }

    /**
     * @throws UsageException if it is not an amount of memory that leaves room for a TaskManager
     */
    public static BoardMemory parse(String text) {
        try {
            long bytes = MemorySize.parse(text).getBytes();
            if (bytes > SYSTEM.getBytes()) {
                return new BoardMemory(bytes);
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new UsageException(
                "--memory " + text + ": give the memory of the board, e.g. 1g, 2g or 1536m");
    }

    /** Bytes that are a TaskManager's. */
    public long available() {
        return bytes - SYSTEM.getBytes();
    }

    /** Bytes of all that a TaskManager of these settings takes, as Flink adds it up. */
    public static long total(DeviceSettings settings) {
        Configuration configuration = new Configuration();
        settings.lines().forEach(line -> configuration.setString(line.key(), line.value()));
        return TaskExecutorProcessUtils.processSpecFromConfig(configuration)
                .getTotalProcessMemorySize()
                .getBytes();
    }

    /** A comment for {@code config.yaml}. */
    public String summary(DeviceSettings settings) {
        return String.format(
                Locale.ROOT,
                "# A board of %dm leaves a TaskManager %dm; this one takes %dm.",
                bytes / MIB,
                available() / MIB,
                (total(settings) + MIB - 1) / MIB);
    }

    /**
     * The settings as Flink ships it, where the board is large enough; else those cut down.
     *
     * @throws UsageException if neither fits: with what would
     */
    public DeviceSettings fitting(boolean small, long maxPixels, Choice choice) {
        if (!small) {
            DeviceSettings whole = choice.settings(false, maxPixels);
            if (total(whole) <= available()) {
                return whole;
            }
        }
        DeviceSettings cutDown = choice.settings(true, maxPixels);
        if (total(cutDown) <= available()) {
            return cutDown;
        }
        throw new UsageException(
                String.format(
                        Locale.ROOT,
                        "a board of %dm leaves a TaskManager %dm, and with pictures of up to %d pixels the"
                                + " model takes %dm there: %s",
                        bytes / MIB,
                        available() / MIB,
                        maxPixels,
                        (total(cutDown) + MIB - 1) / MIB,
                        remedy(total(cutDown), maxPixels, choice)));
    }

    private String remedy(long total, long maxPixels, Choice choice) {
        Optional<Long> pixels =
                LongStream.iterate(maxPixels / PIXELS, steps -> steps > 0, steps -> steps - 1)
                        .map(steps -> steps * PIXELS)
                        .filter(at -> total(choice.settings(true, at)) <= available())
                        .boxed()
                        .findFirst();
        long larger = 1L << 30;
        while (larger - SYSTEM.getBytes() < total && larger < LARGEST) {
            larger *= 2;
        }
        return pixels.map(most -> "--max-pixels " + most + " would fit, here and for the job; or ")
                        .orElse("split the network over more shards and devices; or ")
                + "a board of "
                + larger / MIB
                + "m";
    }
}
