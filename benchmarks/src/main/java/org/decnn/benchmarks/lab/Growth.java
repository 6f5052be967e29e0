package org.decnn.benchmarks.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;

/**
 * How what an image costs a device grows with the network's width, the picture's size and the
 * number of devices: processor time of one shard's graphs, and the bytes that a device sends by the
 * shapes. Each against the network that the three axes have in common.
 */
public final class Growth {

    /**
     * A network of one axis.
     *
     * @param value on the axis: times the width, pixels, or devices
     * @param millis median of the turns
     */
    private record Point(double value, double millis, double kilobytes, double gigaMacs) {}

    private Growth() {}

    /**
     * Measures model directories, and prints and draws what came out.
     *
     * @param arguments the folder of the picture; what it was measured with; then for each network
     *     its directory, which is called AXIS-VALUE; one of each axis is called AXIS-VALUE-common
     */
    public static void main(String[] arguments) throws IOException {
        System.setProperty("java.awt.headless", "true");
        List<Path> models = Stream.of(arguments).skip(2).map(Path::of).toList();
        Map<String, List<Double>> millis = KernelTimes.of(models);
        Map<String, List<Point>> axes = new LinkedHashMap<>();
        Map<String, Point> common = new LinkedHashMap<>();
        for (Path model : models) {
            String[] name = model.getFileName().toString().split("-");
            Point point = point(model, Double.parseDouble(name[1]), millis);
            axes.computeIfAbsent(name[0], axis -> new ArrayList<>()).add(point);
            if (name.length > 2) {
                common.put(name[0], point);
            }
        }
        axes.forEach(Growth::print);
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        new Page(folder, arguments[1]).save(curves(axes, common), "growth");
    }

    private static Point point(Path model, double value, Map<String, List<Double>> millis) {
        ModelManifest manifest = ModelDirectory.open(new LocalModelFiles(model)).manifest();
        return new Point(
                value,
                Spread.of(millis.get(model.getFileName().toString())).median(),
                ComputedTraffic.bytesSentPerDevice(manifest, manifest.shards()) / 1e3,
                manifest.macs(0) / 1e9);
    }

    private static void print(String axis, List<Point> points) {
        System.out.printf("%n| %s | GMAC a shard | ms a shard | KB a device |%n", axis);
        System.out.println("|---|---|---|---|");
        for (Point point : points) {
            System.out.printf(
                    "| %s | %s | %s | %s |%n",
                    point.value() == Math.rint(point.value())
                            ? String.valueOf((long) point.value())
                            : String.valueOf(point.value()),
                    ResultTable.number(point.gigaMacs()),
                    ResultTable.number(point.millis()),
                    ResultTable.number(point.kilobytes()));
        }
    }

    private static GrowthChart curves(Map<String, List<Point>> axes, Map<String, Point> common) {
        List<GrowthChart.Line> lines = new ArrayList<>();
        axes.forEach(
                (axis, points) -> {
                    Point one = common.get(axis);
                    List<Double> times =
                            points.stream().map(point -> point.value() / one.value()).toList();
                    lines.add(
                            new GrowthChart.Line(
                                    axis + ": computing",
                                    true,
                                    times,
                                    points.stream()
                                            .map(point -> point.millis() / one.millis())
                                            .toList()));
                    lines.add(
                            new GrowthChart.Line(
                                    axis + ": bytes",
                                    false,
                                    times,
                                    points.stream()
                                            .map(point -> point.kilobytes() / one.kilobytes())
                                            .toList()));
                });
        return new GrowthChart(lines);
    }
}
