package org.decnn.benchmarks.lab;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.decnn.model.directory.ModelManifest;

/**
 * What part of a core each device has, 0 to 1.
 *
 * @param parts by device, from device 1
 */
record DeviceShares(List<Double> parts) {

    DeviceShares {
        parts = List.copyOf(parts);
    }

    static DeviceShares equal(int devices, double part) {
        return new DeviceShares(DoubleStream.generate(() -> part).limit(devices).boxed().toList());
    }

    static DeviceShares ofPercents(List<Double> percents) {
        return new DeviceShares(percents.stream().map(percent -> percent / 100).toList());
    }

    double of(int device) {
        return parts.get(device - 1);
    }

    /**
     * The same parts, the smallest where the smallest shard is, and so on: a subtask's place is
     * Flink's choice.
     *
     * @param devices by shard, the device that it runs on
     */
    DeviceShares asPlaced(ModelManifest manifest, List<Integer> devices) {
        List<Double> ascending = parts.stream().sorted().toList();
        Double[] placed = parts.toArray(Double[]::new);
        List<Integer> shards =
                IntStream.range(0, devices.size())
                        .boxed()
                        .sorted(Comparator.comparingLong(manifest::macs))
                        .toList();
        for (int i = 0; i < shards.size(); i++) {
            placed[devices.get(shards.get(i)) - 1] = ascending.get(i);
        }
        return new DeviceShares(List.of(placed));
    }

    @Override
    public String toString() {
        return parts.stream()
                .map(part -> String.valueOf(Math.round(100 * part)))
                .collect(Collectors.joining(", "));
    }
}
