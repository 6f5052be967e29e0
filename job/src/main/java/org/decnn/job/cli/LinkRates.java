package org.decnn.job.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Rates of a network link: {@code 100mbit}, {@code 1gbit}, or a number of Mbit/s. */
final class LinkRates implements ITypeConverter<Double> {

    private static final Pattern RATE =
            Pattern.compile("(\\d+(?:\\.\\d+)?)(k|m|g)?(?:bit)?", Pattern.CASE_INSENSITIVE);

    @Override
    public Double convert(String text) {
        Matcher rate = RATE.matcher(text);
        double value = rate.matches() ? Double.parseDouble(rate.group(1)) : 0;
        if (!(value > 0)) {
            throw new TypeConversionException(
                    "'" + text + "' is no rate: give 100mbit, 1gbit or a number of Mbit/s above 0");
        }
        String unit = rate.group(2) == null ? "m" : rate.group(2);
        return switch (unit) {
            case "k", "K" -> value / 1000;
            case "g", "G" -> value * 1000;
            default -> value;
        };
    }
}
