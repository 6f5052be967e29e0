package org.decnn.rewrite.plan;

/**
 * What a board does and holds for an image beside its graphs. The constants are from two runs of
 * the device lab, of 2026-11-28 and 30, on a core that reached {@value #LAB_CORE_GMACS} GMAC/s in
 * the graphs; {@code docs/planning.md} says what each is from. A board file may have its own.
 *
 * @param imageMs core-ms, on the board that decodes the image, of all that is neither graph nor
 *     exchange: decoding, Kafka, the collector, and what a JVM with Flink does by itself
 * @param exchangeMs core-ms of each board for each time that slices are exchanged: before every
 *     stage and before the logits are summed, whether they leave the board or not
 * @param nanosPerByte core-ns of each board for each byte in the busier direction of its link
 * @param linkEfficiency part of a link's rate that carries slices
 * @param processMB of a TaskManager and its job without stages and weights
 * @param stageMB that each stage adds: its buffers, threads and the engine's session
 * @param activationCopies how many times an image's tensors the engine holds: {@link
 *     org.decnn.rewrite.report.DeviceCost#activationBytes}
 * @param systemMB of the board that is its system's, as in {@code settings --memory}
 */
public record Overheads(
        double imageMs,
        double exchangeMs,
        double nanosPerByte,
        double linkEfficiency,
        double processMB,
        double stageMB,
        double activationCopies,
        double systemMB) {

    /** What a core of the lab's reached: 4.089 GMAC of dense ResNet-50 in 78.6 ms. */
    static final double LAB_CORE_GMACS = 52;

    /** On the lab's core. */
    public static final Overheads OF_THE_LAB = new Overheads(8, 0.4, 3, 0.95, 328, 7.5, 3, 268);

    public Overheads {
        boolean holds =
                imageMs >= 0
                        && exchangeMs >= 0
                        && nanosPerByte >= 0
                        && linkEfficiency > 0
                        && linkEfficiency <= 1
                        && processMB >= 0
                        && stageMB >= 0
                        && activationCopies >= 0
                        && systemMB >= 0;
        if (!holds) {
            throw new IllegalArgumentException(
                    "overheads are 0 or more, and linkEfficiency above 0 and at most 1");
        }
    }

    /**
     * Core-ms of a board for an image beside its graphs, without the bytes that it sends.
     *
     * @param boards that share the image
     * @param exchanges before every stage, and before the logits are summed
     */
    public double besideGraphsMs(int boards, int exchanges) {
        return imageMs / boards + exchanges * exchangeMs;
    }

    /** Core-ms of a board for bytes that it sends. */
    double sendingMs(long bytes) {
        return bytes * nanosPerByte / 1e6;
    }

    /**
     * On another core: Java is taken to be as much faster or slower there as the graphs are, which
     * was not measured.
     */
    static Overheads onCoreOf(double gigaMacsPerSecond) {
        double slower = LAB_CORE_GMACS / gigaMacsPerSecond;
        Overheads lab = OF_THE_LAB;
        return new Overheads(
                lab.imageMs * slower,
                lab.exchangeMs * slower,
                lab.nanosPerByte * slower,
                lab.linkEfficiency,
                lab.processMB,
                lab.stageMB,
                lab.activationCopies,
                lab.systemMB);
    }
}
