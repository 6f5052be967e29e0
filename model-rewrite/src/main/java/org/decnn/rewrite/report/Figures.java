package org.decnn.rewrite.report;

import java.util.Locale;

/** Figures as people read them. Bytes, bits and multiply-accumulates are in powers of ten. */
final class Figures {

    /** Keeps a figure and its unit on one line. */
    private static final String SPACE = "\u00a0";

    private static final String[] PREFIXES = {"", "k", "M", "G", "T"};

    private Figures() {}

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String bytes(long value) {
        return scaled(value, "B");
    }

    static String macs(long value) {
        return scaled(value, "");
    }

    static String milliseconds(double value) {
        return value >= 1000 ? digits(value / 1000) + SPACE + "s" : digits(value) + SPACE + "ms";
    }

    static String rate(double megabitsPerSecond) {
        return scaled(megabitsPerSecond * 1e6, "bit/s");
    }

    /** A share of 0 to 1. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f\u00a0%%", 100 * share);
    }

    /** How a figure changed: {@code −83 %}, {@code +12 %}, {@code ×2.5}. */
    static String change(double from, double to) {
        if (from == to) {
            return "same";
        }
        if (from == 0) {
            return "";
        }
        double ratio = to / from;
        if (ratio >= 2) {
            return "×" + digits(ratio);
        }
        double percent = 100 * (ratio - 1);
        String format =
                Math.abs(percent) >= 10 || Math.rint(percent) == percent
                        ? "%.0f\u00a0%%"
                        : "%.1f\u00a0%%";
        return (percent < 0 ? "−" : "+") + String.format(Locale.ROOT, format, Math.abs(percent));
    }

    private static String scaled(double value, String unit) {
        int prefix = 0;
        while (value >= 1000 && prefix < PREFIXES.length - 1) {
            value /= 1000;
            prefix++;
        }
        return digits(value) + SPACE + PREFIXES[prefix] + unit;
    }

    /** Three digits that count; no more than a person compares. */
    static String digits(double value) {
        if (value == Math.rint(value) && value < 1000 || value >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(
                Locale.ROOT, value >= 10 ? "%.1f" : value >= 0.1 ? "%.2f" : "%.3f", value);
    }
}
