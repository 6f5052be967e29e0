package org.decnn.operators.image.webp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.PrimitiveIterator.OfInt;

/** The tables of numbers that RFC 6386 gives, out of a file. */
final class Vp8Tables {
    /** Kinds of blocks of coefficients: luma without DC, DC of lumas, chroma, luma. */
    static final int KINDS = 4;

    static final int BANDS = 8;
    static final int CONTEXTS = 3;

    /** Probabilities of one coefficient's code. */
    static final int TOKENS = 11;

    /** Of a block's mode, by the mode above and the mode to the left. */
    static final int[][][] BLOCK_MODES = new int[10][10][9];

    /** That a coefficient's probability is given, by kind, band and context. */
    static final int[][][][] UPDATES = new int[KINDS][BANDS][CONTEXTS][TOKENS];

    /** The coefficients' probabilities that are not given. */
    static final int[][][][] COEFFICIENTS = new int[KINDS][BANDS][CONTEXTS][TOKENS];

    /** Steps of DC coefficients, by index. */
    static final int[] DC_STEPS = new int[128];

    /** Steps of the other coefficients, by index. */
    static final int[] AC_STEPS = new int[128];

    static {
        OfInt numbers = numbers();
        for (Object[] table : new Object[][] {BLOCK_MODES, UPDATES, COEFFICIENTS}) {
            fill(table, numbers);
        }
        Arrays.setAll(DC_STEPS, i -> numbers.nextInt());
        Arrays.setAll(AC_STEPS, i -> numbers.nextInt());
    }

    private Vp8Tables() {}

    private static void fill(Object[] table, OfInt numbers) {
        for (Object part : table) {
            if (part instanceof int[] row) {
                Arrays.setAll(row, i -> numbers.nextInt());
            } else {
                fill((Object[]) part, numbers);
            }
        }
    }

    private static OfInt numbers() {
        try (InputStream in = Vp8Tables.class.getResourceAsStream("vp8-tables.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Arrays.stream(line.split(" ")))
                    .mapToInt(Integer::parseInt)
                    .iterator();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
