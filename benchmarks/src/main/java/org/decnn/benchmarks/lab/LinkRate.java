package org.decnn.benchmarks.lab;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.decnn.job.UsageException;

/**
 * The rate of a device's link, each way.
 *
 * @param name as tc takes it: 100mbit
 * @param bucketBytes what its token bucket holds: {@link LinkCalibration} finds how much it must
 */
public record LinkRate(String name, double bitsPerSecond, int bucketBytes) {

    private static final int FULL_PACKET = 1514;
    private static final int PAYLOAD = 1448;
    private static final int HEADROOM = 456;
    private static final int LARGEST_SEGMENT = 65536;

    private static final Pattern NAME = Pattern.compile("(\\d+)(k|m|g)bit");

    /** No limit: the devices are plain processes. */
    public static final LinkRate UNLIMITED =
            new LinkRate("unlimited", Double.POSITIVE_INFINITY, Integer.MAX_VALUE);

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
        return new LinkRate(
                name, Integer.parseInt(matcher.group(1)) * unit, LinkCalibration.SMALLEST_BUCKET);
    }

    LinkRate withBucket(int bytes) {
        return new LinkRate(name, bitsPerSecond, bytes);
    }

    /**
     * Bytes that the kernel sends as one packet until it leaves the machine: the full packets that
     * the bucket holds, and the room that TCP leaves for headers.
     */
    int largestSegment() {
        long packets = bucketBytes / FULL_PACKET;
        return (int) Math.min(LARGEST_SEGMENT, packets * PAYLOAD + HEADROOM);
    }

    /** How long a packet waits for tokens before it is dropped. */
    String patience() {
        return bitsPerSecond > 2e8 ? "20ms" : "50ms";
    }

    @Override
    public String toString() {
        return name;
    }
}
