package org.decnn.model.network;

import java.util.regex.Pattern;

/** Messages are one line, whatever a damaged file has for a name. */
public final class OneLine {

    private static final Pattern BREAKS = Pattern.compile("[\\p{Cntrl}\\x{85}\\x{2028}\\x{2029}]");

    private OneLine() {}

    /** The text with a question mark for each control character. */
    public static String of(String text) {
        return text == null ? null : BREAKS.matcher(text).replaceAll("?");
    }
}
