package org.decnn.benchmarks.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Devices with a network namespace and a control group each, which {@code lab/run} made: a share of
 * one core, a memory limit, and a link that is limited at both of its ends.
 */
record IsolatedMachine(ControlGroups groups, int devices, DeviceShares shares, long memoryBytes)
        implements Machine {

    private static final String NAMESPACE = "decnn-lab-";
    private static final String SUBNET = "10.77.0.";

    /** A share may be off by so much. */
    private static final double SHARE_TOLERANCE = 0.03;

    private static String name(int place) {
        return place == HUB ? "hub" : "device-" + place;
    }

    @Override
    public String address(int place) {
        return SUBNET + (place == HUB ? 1 : 10 + place);
    }

    /**
     * Not by {@code ip netns exec}: it mounts /sys anew, and the JVM misses its memory limit. On a
     * device what arrives does not interrupt what computes, as docs/job.md recommends for boards.
     */
    @Override
    public List<String> prefix(int place) {
        List<String> prefix = new ArrayList<>();
        prefix.addAll(groups.enter(name(place)));
        prefix.addAll(List.of("nsenter", "--net=/run/netns/" + NAMESPACE + name(place)));
        if (place != HUB) {
            prefix.addAll(List.of("chrt", "--batch", "0"));
        }
        return prefix;
    }

    @Override
    public void limit(LinkRate rate) throws IOException, InterruptedException {
        groups.weigh(name(HUB), true);
        for (int device = 1; device <= devices; device++) {
            groups.limitShare(name(device), shares.of(device));
            limitLink(device, rate);
        }
    }

    private void limitLink(int device, LinkRate rate) throws IOException, InterruptedException {
        for (List<String> end : ends(device)) {
            List<String> command = new ArrayList<>(List.of("tc", "-n", end.get(0)));
            command.addAll(List.of("qdisc", "replace", "dev", end.get(1), "root", "tbf"));
            command.addAll(
                    List.of("rate", rate.name(), "burst", Integer.toString(rate.bucketBytes())));
            command.addAll(List.of("latency", rate.patience()));
            Commands.output(command);
            setLargestSegment(end, rate.largestSegment());
        }
        forgetRoutes(device);
    }

    /**
     * What the kernel handles as one: a bucket's worth, or tbf takes it apart, packet by packet.
     */
    private static void setLargestSegment(List<String> end, int bytes)
            throws IOException, InterruptedException {
        String size = Integer.toString(bytes);
        Commands.output(
                List.of(
                        "ip",
                        "-n",
                        end.get(0),
                        "link",
                        "set",
                        "dev",
                        end.get(1),
                        "gso_max_size",
                        size));
    }

    /** Connections look at their link anew when they look for their way anew. */
    private static void forgetRoutes(int device) throws IOException, InterruptedException {
        Commands.output(List.of("ip", "-n", NAMESPACE + name(device), "route", "flush", "cache"));
    }

    private List<List<String>> ends(int device) {
        return List.of(
                List.of(NAMESPACE + name(device), "eth0"),
                List.of(NAMESPACE + "bridge", name(device)));
    }

    @Override
    public void lift() throws IOException, InterruptedException {
        // Devices without limits would leave the hub nothing to ask and to feed them with.
        groups.weigh(name(HUB), false);
        for (int device = 1; device <= devices; device++) {
            groups.liftShare(name(device));
            for (List<String> end : ends(device)) {
                // There may be none: then there is nothing to lift.
                Commands.run(
                        List.of("tc", "-n", end.get(0), "qdisc", "del", "dev", end.get(1), "root"));
                setLargestSegment(end, LinkRate.UNLIMITED.largestSegment());
            }
            forgetRoutes(device);
        }
    }

    @Override
    public Machine with(DeviceShares others) {
        return new IsolatedMachine(groups, devices, others, memoryBytes);
    }

    @Override
    public long cpuNanos(int device, long pid) throws IOException {
        return groups.cpuNanos(name(device));
    }

    @Override
    public OptionalLong bytesSent(int device) throws IOException, InterruptedException {
        String json =
                Commands.output(
                        List.of(
                                "ip",
                                "-n",
                                NAMESPACE + name(device),
                                "-s",
                                "-j",
                                "link",
                                "show",
                                "eth0"));
        return OptionalLong.of(
                new ObjectMapper().readTree(json).at("/0/stats64/tx/bytes").asLong());
    }

    @Override
    public List<LinkRate> calibrate(List<LinkRate> rates, Consumer<String> found)
            throws IOException, InterruptedException {
        List<LinkRate> links = new ArrayList<>();
        for (LinkRate rate : rates) {
            LinkCalibration.Found link = LinkCalibration.of(rate, this::carried);
            found.accept(link.toString());
            links.add(link.link());
        }
        return links;
    }

    /** Sends as much as it can for a second, from one device to another. */
    private double carried(LinkRate rate) throws IOException, InterruptedException {
        int from = 1;
        int to = devices > 1 ? devices : HUB;
        limitLink(from, rate);
        if (to != HUB) {
            limitLink(to, rate);
        }
        Process server = Commands.start(with(prefix(to), "iperf3", "-s", "-1"));
        try {
            // It says nothing when it listens.
            Thread.sleep(300);
            String json =
                    Commands.output(
                            with(prefix(from), "iperf3", "-c", address(to), "-t", "1", "-J"));
            JsonNode end = new ObjectMapper().readTree(json).get("end");
            return end.get("sum_received").get("bits_per_second").asDouble() / rate.bitsPerSecond();
        } finally {
            server.destroyForcibly();
            lift();
        }
    }

    @Override
    public String checkShares() throws IOException, InterruptedException {
        List<Process> loops = new ArrayList<>();
        List<Double> got = new ArrayList<>();
        try {
            for (int device = 1; device <= devices; device++) {
                groups.limitShare(name(device), shares.of(device));
                loops.add(
                        Commands.start(
                                with(
                                        groups.enter(name(device)),
                                        "sh",
                                        "-c",
                                        "while :; do :; done")));
            }
            TimeUnit.MILLISECONDS.sleep(300);
            long[] before = new long[devices];
            long start = System.nanoTime();
            for (int device = 1; device <= devices; device++) {
                before[device - 1] = groups.cpuNanos(name(device));
            }
            TimeUnit.SECONDS.sleep(2);
            for (int device = 1; device <= devices; device++) {
                double used = groups.cpuNanos(name(device)) - before[device - 1];
                got.add(used / (System.nanoTime() - start));
            }
        } finally {
            loops.forEach(Process::destroyForcibly);
            lift();
        }
        String line =
                String.format(
                        Locale.ROOT,
                        "processor: a busy loop on each of %d devices at once gets %s of a core, asked %s %%",
                        devices,
                        got.stream()
                                .map(used -> String.format(Locale.ROOT, "%.1f %%", 100 * used))
                                .toList(),
                        shares);
        if (IntStream.range(0, devices)
                .anyMatch(i -> Math.abs(got.get(i) - shares.of(i + 1)) > SHARE_TOLERANCE)) {
            throw new LabException(line + ": too few cores, or something else keeps them busy");
        }
        return line;
    }

    private static List<String> with(List<String> prefix, String... command) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(List.of(command));
        return all;
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "%d devices of %s %% of one core (10 ms period, pinned, SCHED_BATCH), %d MiB limit, own network namespace",
                devices,
                shares,
                memoryBytes >> 20);
    }
}
