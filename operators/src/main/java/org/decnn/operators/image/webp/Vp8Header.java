package org.decnn.operators.image.webp;

/** What a VP8 key frame says of itself (RFC 6386, 9), up to its macroblocks. */
final class Vp8Header {
    static final int SEGMENTS = 4;

    /** Of a frame without a filter, with the simple one, with the other. */
    enum Filter {
        NONE,
        SIMPLE,
        NORMAL
    }

    /**
     * Steps of coefficients: the first of a block, and the others.
     *
     * @param lumaDc of a macroblock's DC coefficients, where they are a block of their own
     */
    record Steps(int[] luma, int[] lumaDc, int[] chroma) {}

    private final BoolReader in;

    /** Probabilities of a macroblock's segment; none where all macroblocks are of the first. */
    int[] segmentProbabilities;

    final Steps[] steps = new Steps[SEGMENTS];
    Filter filter;
    int sharpness;
    int partitions;

    /** That a macroblock has coefficients; -1 where all do. */
    int skipProbability = -1;

    final int[][][][] coefficients = new int[Vp8Tables.KINDS][Vp8Tables.BANDS][][];

    private final int[] quantizers = new int[SEGMENTS];
    private final int[] filterStrengths = new int[SEGMENTS];
    private boolean segmented;
    private boolean absolute;
    private int filterLevel;
    private int intraDelta;
    private int blockModeDelta;

    /** Reads a frame's first partition up to its modes. */
    Vp8Header(BoolReader in) {
        this.in = in;
        in.number(2); // colour space, and whether values need no clamping
        readSegments();
        readFilter();
        partitions = 1 << in.number(2);
        readSteps();
        in.flag(); // whether the probabilities are kept for a next frame
        readProbabilities();
    }

    private void readSegments() {
        segmented = in.flag();
        if (!segmented) {
            return;
        }
        boolean map = in.flag();
        if (in.flag()) {
            absolute = in.flag();
            for (int i = 0; i < SEGMENTS; i++) {
                quantizers[i] = in.signedOr0(7);
            }
            for (int i = 0; i < SEGMENTS; i++) {
                filterStrengths[i] = in.signedOr0(6);
            }
        }
        if (map) {
            segmentProbabilities = new int[SEGMENTS - 1];
            for (int i = 0; i < segmentProbabilities.length; i++) {
                segmentProbabilities[i] = in.flag() ? in.number(8) : 255;
            }
        }
    }

    private void readFilter() {
        boolean simple = in.flag();
        filterLevel = in.number(6);
        sharpness = in.number(3);
        filter = filterLevel == 0 ? Filter.NONE : simple ? Filter.SIMPLE : Filter.NORMAL;
        boolean adjusted = in.flag();
        if (adjusted && in.flag()) {
            int[] deltas = new int[8];
            for (int i = 0; i < deltas.length; i++) {
                deltas[i] = in.signedOr0(6);
            }
            intraDelta = deltas[0];
            blockModeDelta = deltas[4];
        }
    }

    private void readSteps() {
        int base = in.number(7);
        int lumaDc = in.signedOr0(4);
        int dcDc = in.signedOr0(4);
        int dcAc = in.signedOr0(4);
        int chromaDc = in.signedOr0(4);
        int chromaAc = in.signedOr0(4);
        for (int i = 0; i < SEGMENTS; i++) {
            int q = !segmented ? base : absolute ? quantizers[i] : base + quantizers[i];
            int[] luma = {dcStep(q + lumaDc, 127), acStep(q)};
            int[] dc = {2 * dcStep(q + dcDc, 127), Math.max(8, acStep(q + dcAc) * 155 / 100)};
            int[] chroma = {dcStep(q + chromaDc, 117), acStep(q + chromaAc)};
            steps[i] = new Steps(luma, dc, chroma);
        }
    }

    private static int dcStep(int index, int most) {
        return Vp8Tables.DC_STEPS[Math.max(0, Math.min(index, most))];
    }

    private static int acStep(int index) {
        return Vp8Tables.AC_STEPS[Math.max(0, Math.min(index, 127))];
    }

    private void readProbabilities() {
        for (int kind = 0; kind < Vp8Tables.KINDS; kind++) {
            for (int band = 0; band < Vp8Tables.BANDS; band++) {
                coefficients[kind][band] = new int[Vp8Tables.CONTEXTS][Vp8Tables.TOKENS];
                for (int context = 0; context < Vp8Tables.CONTEXTS; context++) {
                    readProbabilities(kind, band, context);
                }
            }
        }
        if (in.flag()) {
            skipProbability = in.number(8);
        }
    }

    private void readProbabilities(int kind, int band, int context) {
        for (int i = 0; i < Vp8Tables.TOKENS; i++) {
            boolean given = in.bit(Vp8Tables.UPDATES[kind][band][context][i]);
            coefficients[kind][band][context][i] =
                    given ? in.number(8) : Vp8Tables.COEFFICIENTS[kind][band][context][i];
        }
    }

    /** How strongly a macroblock's edges are filtered, 0 to 63. */
    int filterLevel(int segment, boolean byBlocks) {
        int level = filterLevel;
        if (segmented) {
            level = absolute ? filterStrengths[segment] : level + filterStrengths[segment];
        }
        level += intraDelta + (byBlocks ? blockModeDelta : 0);
        return Math.max(0, Math.min(level, 63));
    }
}
