package org.decnn.benchmarks.lab;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.decnn.job.UsageException;

/**
 * The rate of a device's link, each way.
 *
 * @param name as tc takes it: 100mbit
 */
public record LinkRate(String name, double bitsPerSecond) {

    private static final Pattern NAME = Pattern.compile("(\\d+)(k|m|g)bit");

    /** No limit: the devices are plain processes. */
    public static final LinkRate UNLIMITED = new LinkRate("unlimited", Double.POSITIVE_INFINITY);

    /**
     * @throws UsageException if it is no rate
     */
    public static LinkRate parse(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new UsageException(
                    "--network: '" + name + "' is no rate: give, e.g., 1gbit,100mbit,10mbit");
        }
        double unit =
                switch (matcher.group(2)) {
                    case "k" -> 1e3;
                    case "m" -> 1e6;
                    default -> 1e9;
                };
        return new LinkRate(name, Integer.parseInt(matcher.group(1)) * unit);
    }

    /**
     * A token bucket's size. A large one lets a slice through for free; a small one chokes a fast
     * link. On a slow one it holds three full packets.
     */
    String burst() {
        return isFast() ? "128kb" : "4600";
    }

    /**
     * Bytes that the kernel sends as one packet until it leaves the machine: what a bucket holds,
     * and the room that TCP leaves for headers.
     */
    int largestSegment() {
        return isFast() ? 65536 : 4800;
    }

    private boolean isFast() {
        return bitsPerSecond > 2e8;
    }

    /** How long a packet waits for tokens before it is dropped. */
    String patience() {
        return isFast() ? "20ms" : "50ms";
    }

    @Override
    public String toString() {
        return name;
    }
}
