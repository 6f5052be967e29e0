package org.decnn.benchmarks.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.decnn.job.cli.CommandLines;
import org.decnn.job.demo.Photographs;
import org.decnn.job.demo.Photographs.Photograph;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Holds systems side by side on devices that {@code benchmarks/lab/run} has made: tries the lab,
 * checks each system's answers, measures all of them in turn, and writes what came out.
 */
@Command(
        name = "lab",
        description = "What benchmarks/lab/run runs at its hub.",
        sortOptions = false)
public final class Lab implements Callable<Integer> {

    private static final int CHECKED_PICTURES = 3;

    private static final double CLEARLY_SLOWER = 0.9;

    /** Those whose graphs are measured by themselves too. */
    private static final List<String> TIMED_MODELS =
            List.of(
                    TestedSystem.DENSE_WHOLE,
                    TestedSystem.DENSE_8_WHOLE,
                    TestedSystem.DECOUPLED_WHOLE,
                    TestedSystem.DECOUPLED_SPLIT);

    /** Where things are. */
    record Folders(Path home, Path work, Path out) {
        Path model(String name) {
            return work.resolve("models").resolve(name);
        }

        ModelDirectory directory(TestedSystem system) {
            return ModelDirectory.open(new LocalModelFiles(model(system.model())));
        }

        /** This class and those of the job that runs the whole network. */
        Path jar() {
            return work.resolve("lab.jar");
        }
    }

    @Option(names = "--home", required = true)
    private Path home;

    @Option(names = "--work", required = true)
    private Path work;

    @Option(names = "--out", required = true)
    private Path out;

    @Option(names = "--devices", required = true, split = ",")
    private List<Integer> deviceCounts;

    @Option(names = "--network", required = true, split = ",")
    private List<String> networks;

    @Option(names = "--systems", required = true, split = ",")
    private List<String> names;

    @Option(names = "--repetitions", required = true)
    private int repetitions;

    @Option(names = "--seconds", required = true)
    private int seconds;

    @Option(names = "--warm-up", description = "Seconds; 0: a quarter of --seconds.")
    private int warmUp;

    @Option(names = "--compiler", required = true)
    private Compiler compiler;

    @Option(names = "--kernels", required = true)
    private Kernels kernels;

    @Option(names = "--groups", required = true, description = "And shards, of what is decoupled.")
    private int groups;

    @Option(names = "--loads", required = true, split = ",")
    private List<Double> parts;

    @Option(names = "--pictures", required = true)
    private Path picturesFolder;

    @Option(names = "--share")
    private double share;

    @Option(names = "--shares", split = ",", description = "Of the devices of U and W, percent.")
    private List<Double> shares = new ArrayList<>();

    @Option(names = "--memory")
    private long memoryBytes;

    @Option(names = "--group-roots", description = "CONTROLLER=FOLDER; none: plain processes.")
    private Map<String, Path> groupRoots = new TreeMap<>();

    @Option(names = "--jvm-argument", description = "For each of Flink's processes.")
    private List<String> jvmArguments = new ArrayList<>();

    @Option(names = "--fact", description = "NAME=VALUE of the machine, for the results.")
    private Map<String, String> facts = new LinkedHashMap<>();

    @Option(names = "--note", description = "What the results should say besides.")
    private List<String> notes = new ArrayList<>();

    @Option(names = "--verbose")
    private boolean verbose;

    private final long started = System.nanoTime();
    private final List<String> checks = new ArrayList<>();
    private Folders folders;
    private Machine machine;
    private Results results;

    public static void main(String[] args) {
        System.exit(CommandLines.of(new Lab()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        try {
            run();
            return 0;
        } catch (LabException e) {
            System.err.println("lab: " + e.getMessage());
            return 1;
        }
    }

    private void run() throws Exception {
        folders = new Folders(home, work, out);
        int most = deviceCounts.stream().mapToInt(Integer::intValue).max().orElseThrow();
        machine =
                groupRoots.isEmpty()
                        ? new PlainMachine(most)
                        : new IsolatedMachine(
                                new ControlGroups(groupRoots),
                                most,
                                DeviceShares.equal(most, share),
                                memoryBytes);
        List<TestedSystem> systems =
                TestedSystem.all(deviceCounts, groups).stream()
                        .filter(system -> names.contains(system.name()))
                        .toList();
        List<Photograph> pictures = Photographs.in(picturesFolder).pictures();
        results = emptyResults(systems);
        List<String> links = new ArrayList<>();
        List<LinkRate> rates = machine.calibrate(rates(), links::add);
        links.forEach(this::check);
        if (!links.isEmpty()) {
            results.machine().put("links", String.join("; ", links));
        }
        check(machine.checkShares());
        machine.lift();
        TaskManagerJvm jvm = new TaskManagerJvm(compiler, kernels);
        Processes processes = new Processes(machine, work, javaCommand(), jvmArguments);
        try (Cluster cluster = new Cluster(processes, home)) {
            cluster.start();
            List<Photograph> few = pictures.subList(0, Math.min(CHECKED_PICTURES, pictures.size()));
            new AnswerChecks(cluster, folders, jvm, few, this::check).check(systems);
            for (int repetition = 1; repetition <= repetitions; repetition++) {
                measureKernels(processes, systems, repetition);
                for (TestedSystem system : systems) {
                    if (repetition > 1 && isNoBaseline(system)) {
                        continue;
                    }
                    SystemRun run =
                            new SystemRun(
                                    cluster,
                                    folders,
                                    jvm,
                                    system.isUnequal() ? DeviceShares.ofPercents(shares) : null,
                                    machine,
                                    system,
                                    times(),
                                    parts,
                                    pictures);
                    run.measure(repetition, rates, results, this::say);
                    write();
                }
            }
        }
        Plots.draw(results, out);
        say("written: " + out.resolve("results.md") + ", results.json and plots");
    }

    /** Of C's two forms the faster is the baseline: where that is clear, the other is left out. */
    private boolean isNoBaseline(TestedSystem system) {
        Measured first = new Measured(results);
        return system.name().equals("C")
                && first.rate(system.id(), null, 1).orElse(0)
                        < CLEARLY_SLOWER * first.bestOfC(1).orElse(0);
    }

    private void measureKernels(Processes processes, List<TestedSystem> systems, int repetition)
            throws Exception {
        List<String> models =
                systems.stream()
                        .map(TestedSystem::model)
                        .filter(TIMED_MODELS::contains)
                        .distinct()
                        .toList();
        for (Results.Kernel kernel :
                KernelTimes.of(processes, folders, kernels, models, repetition)) {
            results.kernels().add(kernel);
            say(
                    String.format(
                            Locale.ROOT,
                            "repetition %d, the graphs of %s alone: %.1f ms (n = %d)",
                            repetition,
                            kernel.model(),
                            Spread.of(kernel.millis()).median(),
                            kernel.millis().size()));
        }
    }

    private List<LinkRate> rates() {
        if (groupRoots.isEmpty()) {
            return List.of(LinkRate.UNLIMITED);
        }
        // From fast to slow: what a slow one leaves behind need not be waited for.
        return networks.stream()
                .map(LinkRate::parse)
                .sorted(Comparator.comparingDouble(LinkRate::bitsPerSecond).reversed())
                .toList();
    }

    private static String javaCommand() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private Results emptyResults(List<TestedSystem> systems) {
        Map<String, String> about = new LinkedHashMap<>(facts);
        about.put("devices", machine.description());
        Map<String, Double> computed = new TreeMap<>();
        for (TestedSystem system : systems) {
            ModelManifest manifest = folders.directory(system).manifest();
            about.put(
                    "model " + system.model(),
                    String.format(
                            Locale.ROOT,
                            "%s, %d shard(s), %d stage(s), %.2f M parameters, %.3f GMAC",
                            manifest.name(),
                            manifest.shards(),
                            manifest.stages().size(),
                            manifest.parameters() / 1e6,
                            manifest.macs() / 1e9));
            if (system.exchanges()) {
                computed.put(
                        system.id(),
                        ComputedTraffic.bytesSentPerDevice(manifest, system.devices()));
            }
        }
        return new Results(
                LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm")),
                about,
                new Method(repetitions, times(), picturesFolder, compiler, kernels, notes).lines(),
                checks,
                systems,
                computed,
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
    }

    private Measurement.Times times() {
        return new Measurement.Times(
                warmUp > 0 ? warmUp : Math.max(3, seconds / 4),
                Math.max(1, seconds / 8),
                Math.max(2, seconds * 2 / 5),
                Math.max(1, seconds / 5),
                Math.max(2, seconds * 3 / 10));
    }

    private void write() throws IOException {
        Files.createDirectories(out);
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(out.resolve("results.json").toFile(), results);
        Files.writeString(out.resolve("results.md"), ResultTable.of(results));
    }

    private void check(String line) {
        checks.add(line);
        say("ok: " + line);
    }

    private void say(String line) {
        System.out.printf("%5ds  %s%n", (System.nanoTime() - started) / 1_000_000_000, line);
    }
}
