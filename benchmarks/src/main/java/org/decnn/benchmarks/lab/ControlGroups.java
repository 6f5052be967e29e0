package org.decnn.benchmarks.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The lab's control groups, of version 1 or 2, one for the hub and one for each device.
 *
 * @param roots the lab's folder of each controller (cpu, cpuacct, cpuset, memory); of version 2
 *     one, called unified
 */
record ControlGroups(Map<String, Path> roots) {

    /** A longer one makes a short job wait for most of it. */
    private static final long PERIOD_MICROS = 10_000;

    private boolean isV2() {
        return roots.containsKey("unified");
    }

    private Path of(String controller, String group) {
        return roots.get(isV2() ? "unified" : controller).resolve(group);
    }

    /** What a process is started through so that it and all its threads are in a group. */
    List<String> enter(String group) {
        StringBuilder script = new StringBuilder();
        for (Path root : roots.values()) {
            script.append("echo $$ >'")
                    .append(root.resolve(group).resolve("cgroup.procs"))
                    .append("' && ");
        }
        script.append("exec \"$@\"");
        return new ArrayList<>(List.of("sh", "-c", script.toString(), "sh"));
    }

    /** Holds a group to a share of one core. */
    void limitShare(String group, double share) throws IOException {
        long quota = Math.round(share * PERIOD_MICROS);
        if (isV2()) {
            write(of("cpu", group).resolve("cpu.max"), quota + " " + PERIOD_MICROS);
        } else {
            write(of("cpu", group).resolve("cpu.cfs_period_us"), Long.toString(PERIOD_MICROS));
            write(of("cpu", group).resolve("cpu.cfs_quota_us"), Long.toString(quota));
        }
    }

    void liftShare(String group) throws IOException {
        if (isV2()) {
            write(of("cpu", group).resolve("cpu.max"), "max " + PERIOD_MICROS);
        } else {
            write(of("cpu", group).resolve("cpu.cfs_quota_us"), "-1");
        }
    }

    /** What a group gets of a busy core against others: as much as any, or what they leave over. */
    void weigh(String group, boolean least) throws IOException {
        if (isV2()) {
            write(of("cpu", group).resolve("cpu.weight"), least ? "6" : "100");
        } else {
            write(of("cpu", group).resolve("cpu.shares"), least ? "64" : "1024");
        }
    }

    /** Processor time that a group's processes have used, in nanoseconds. */
    long cpuNanos(String group) throws IOException {
        if (!isV2()) {
            return Long.parseLong(
                    Files.readString(of("cpuacct", group).resolve("cpuacct.usage")).strip());
        }
        return Files.readAllLines(of("cpu", group).resolve("cpu.stat")).stream()
                .filter(line -> line.startsWith("usage_usec "))
                .mapToLong(line -> 1000 * Long.parseLong(line.substring("usage_usec ".length())))
                .findFirst()
                .orElseThrow();
    }

    private static void write(Path file, String value) throws IOException {
        Files.writeString(file, value);
    }
}
