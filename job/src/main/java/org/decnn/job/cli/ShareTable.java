package org.decnn.job.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.shard.Shares;

/** What part of a split network each shard has, and whether it is the part that was asked for. */
record ShareTable(ModelManifest manifest, Shares asked) {

    /** A device that has as much more than its part to do holds the others up. */
    private static final double NOTICED = 1.05;

    private static final int MOST_GROUPS = 64;

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int shard = 0; shard < manifest.shards(); shard++) {
            lines.add(line(shard));
        }
        if (!manifest.sendsPicture()) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "  and on each device the stem's %,d bytes",
                            manifest.stemBytes()));
        }
        if (excess(busiest()) > NOTICED) {
            lines.add(limit());
        }
        return lines;
    }

    private String line(int shard) {
        return String.format(
                Locale.ROOT,
                "  shard %d: %,d bytes of weights, %.1f %%; %,.1f million multiply-accumulates,"
                        + " %.1f %%%s",
                shard + 1,
                manifest.weightBytes(shard),
                percent(manifest.weightBytes(shard), 4 * manifest.parameters()),
                manifest.macs(shard) / 1e6,
                percent(manifest.macs(shard), all()),
                asked.areEven()
                        ? ""
                        : String.format(Locale.ROOT, " for %.1f %%", 100 * asked.of(shard)));
    }

    private static double percent(long part, long all) {
        return 100.0 * part / Math.max(1, all);
    }

    private long all() {
        return IntStream.range(0, manifest.shards()).mapToLong(manifest::macs).sum();
    }

    /** How many times its part a shard has to compute. */
    private double excess(int shard) {
        return percent(manifest.macs(shard), all()) / 100 / asked.of(shard);
    }

    private int busiest() {
        int busiest = 0;
        for (int shard = 1; shard < manifest.shards(); shard++) {
            busiest = excess(shard) > excess(busiest) ? shard : busiest;
        }
        return busiest;
    }

    private String limit() {
        return String.format(
                Locale.ROOT,
                "  groups and channels stay whole and cannot be dealt out as %s: shard %d has %.2f"
                        + " times its part, and the others wait for it%s",
                asked.weights().stream().map(ShareTable::plain).collect(Collectors.joining(",")),
                busiest() + 1,
                excess(busiest()),
                fittingGroups());
    }

    private static String plain(double weight) {
        return weight == Math.rint(weight) ? String.valueOf((long) weight) : String.valueOf(weight);
    }

    /** The fewest groups that can be dealt out so. */
    private String fittingGroups() {
        return IntStream.rangeClosed(2, MOST_GROUPS)
                .filter(groups -> asked.pace(asked.deal(groups)) * asked.shards() <= NOTICED)
                .mapToObj(groups -> "; " + groups + " groups could")
                .findFirst()
                .orElse("");
    }
}
