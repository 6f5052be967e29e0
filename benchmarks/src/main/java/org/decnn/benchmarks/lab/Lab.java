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
import java.util.stream.Collectors;
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

    /** Where things are. */
    record Folders(Path home, Path work, Path out) {
        Path model(String name) {
            return work.resolve("models").resolve(name);
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
    private List<String> letters;

    @Option(names = "--repetitions", required = true)
    private int repetitions;

    @Option(names = "--seconds", required = true)
    private int seconds;

    @Option(names = "--warm-up", description = "Seconds; 0: a quarter of --seconds.")
    private int warmUp;

    @Option(names = "--compiler", required = true)
    private Compiler compiler;

    @Option(names = "--loads", required = true, split = ",")
    private List<Double> parts;

    @Option(names = "--pictures", required = true)
    private Path picturesFolder;

    @Option(names = "--share")
    private double share;

    @Option(names = "--shares", split = ",", description = "Of the devices of H and I, percent.")
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
        List<LinkRate> rates = rates();
        List<TestedSystem> systems =
                TestedSystem.all(deviceCounts).stream()
                        .filter(system -> letters.contains(String.valueOf(system.letter())))
                        .toList();
        List<Photograph> pictures = Photographs.in(picturesFolder).pictures();
        results = emptyResults(systems);
        for (String line : machine.check(rates)) {
            check(line);
        }
        machine.lift();
        Processes processes = new Processes(machine, work, javaCommand(), jvmArguments);
        try (Cluster cluster = new Cluster(processes, home)) {
            cluster.start();
            checkAnswers(
                    cluster,
                    systems,
                    pictures.subList(0, Math.min(CHECKED_PICTURES, pictures.size())));
            for (int repetition = 1; repetition <= repetitions; repetition++) {
                for (TestedSystem system : systems) {
                    measure(cluster, system, repetition, rates, pictures);
                    write();
                }
            }
        }
        Plots.draw(results, out);
        say("written: " + out.resolve("results.md") + ", results.json and plots");
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
            ModelManifest manifest = manifest(system);
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
                new Method(repetitions, times(), picturesFolder, compiler, notes).lines(),
                checks,
                systems,
                computed,
                new ArrayList<>(),
                new ArrayList<>());
    }

    private ModelManifest manifest(TestedSystem system) {
        return Deployment.manifest(folders.model(system.model()));
    }

    private ModelDirectory directory(TestedSystem system) {
        return ModelDirectory.open(new LocalModelFiles(folders.model(system.model())));
    }

    private Measurement.Times times() {
        return new Measurement.Times(
                warmUp > 0 ? warmUp : Math.max(3, seconds / 4),
                Math.max(1, seconds / 8),
                Math.max(2, seconds * 2 / 5),
                Math.max(1, seconds / 5),
                Math.max(2, seconds * 3 / 10));
    }

    /**
     * Holds each system's answers for a few pictures to the unsplit network's, before it is timed.
     */
    private void checkAnswers(
            Cluster cluster, List<TestedSystem> systems, List<Photograph> pictures)
            throws Exception {
        Map<String, LogitsCheck> expected = new TreeMap<>();
        Map<String, List<TestedSystem>> ofModel =
                systems.stream()
                        .collect(
                                Collectors.groupingBy(
                                        TestedSystem::model,
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        for (List<TestedSystem> alike : ofModel.values()) {
            ModelDirectory directory = directory(alike.get(0));
            if (!expected.containsKey(alike.get(0).network())) {
                expected.put(alike.get(0).network(), LogitsCheck.of(directory, pictures));
            }
            int most = alike.stream().mapToInt(TestedSystem::devices).max().orElseThrow();
            TaskManagerMemory memory =
                    alike.stream()
                            .map(one -> TaskManagerMemory.of(one, directory))
                            .reduce(TaskManagerMemory::atLeast)
                            .orElseThrow();
            String name = "check-" + alike.get(0).model();
            try (Deployment deployment =
                    Deployment.start(cluster, folders, name, most, memory, compiler.flags(false))) {
                for (TestedSystem system : alike) {
                    checkAnswers(deployment, system, expected.get(system.network()), pictures);
                    deployment.cancel();
                }
            }
        }
    }

    private void checkAnswers(
            Deployment deployment,
            TestedSystem system,
            LogitsCheck expected,
            List<Photograph> pictures)
            throws Exception {
        ModelManifest manifest = manifest(system);
        check(system.id() + ": " + deployment.run(system, manifest.classes(), pictures));
        for (int i = 0; i < pictures.size(); i++) {
            deployment.feed().send();
        }
        List<Feed.Answer> answers = new ArrayList<>();
        Wait.until(
                120,
                () -> {
                    deployment.requireAlive();
                    answers.addAll(deployment.feed().poll(100));
                    return answers.size() == pictures.size();
                },
                system.id() + " does not answer");
        check(expected.require(system, answers, LogitsCheck.tolerance(manifest)));
    }

    private void measure(
            Cluster cluster,
            TestedSystem system,
            int repetition,
            List<LinkRate> rates,
            List<Photograph> pictures)
            throws Exception {
        ModelManifest manifest = manifest(system);
        String name = "r" + repetition + "-" + system.id();
        try (Deployment deployment =
                Deployment.start(
                        cluster,
                        folders,
                        name,
                        system.devices(),
                        TaskManagerMemory.of(system, directory(system)),
                        compiler.flags(system.isPlain()))) {
            List<ProcessFacts> bare = deployment.processes();
            List<ProcessFacts> before = withBlankJob(deployment, system, pictures);
            deployment.run(system, 5, pictures);
            Measurement measurement =
                    new Measurement(
                            deployment,
                            system.isUnequal() ? unequal(deployment, system) : machine,
                            system,
                            times(),
                            parts,
                            results.computedBytes().getOrDefault(system.id(), 0.));
            measurement.warmUp();
            deployment.collectGarbage();
            List<ProcessFacts> after = deployment.processes();
            if (system.letter() == 'D' && !groupRoots.isEmpty()) {
                results.cells().add(measurement.unlimited(repetition));
            }
            for (LinkRate rate : system.exchanges() ? rates : rates.subList(0, 1)) {
                Results.Cell cell = measurement.on(rate, repetition);
                results.cells().add(cell);
                say(
                        String.format(
                                Locale.ROOT,
                                "repetition %d, %s%s: %.2f images/s (n = %d), alone %.0f ms (n = %d)",
                                repetition,
                                system.id(),
                                cell.network() == null ? "" : " at " + rate,
                                cell.imagesPerSecond(),
                                cell.images(),
                                cell.alone().millis().isEmpty() ? Double.NaN : cell.alone().p50(),
                                cell.alone().millis().size()));
            }
            List<ProcessFacts> end = deployment.processes();
            for (int i = 0; i < before.size(); i++) {
                results.memory()
                        .add(
                                new Results.Memory(
                                        system.id(),
                                        repetition,
                                        i + 1,
                                        bare.get(i).residentBytes(),
                                        before.get(i).residentBytes(),
                                        after.get(i).residentBytes(),
                                        end.get(i).peakBytes()));
            }
        } finally {
            machine.lift();
        }
    }

    private Machine unequal(Deployment deployment, TestedSystem system) {
        return machine.with(
                DeviceShares.ofPercents(shares).asPlaced(manifest(system), deployment.placed()));
    }

    /** What is resident but for the model: classes, clients, threads and buffers of such a job. */
    private List<ProcessFacts> withBlankJob(
            Deployment deployment, TestedSystem system, List<Photograph> pictures)
            throws Exception {
        TestedSystem blank = system.blank();
        deployment.run(blank, 5, pictures);
        new Measurement(deployment, machine, blank, times(), parts, 0).warmUp();
        deployment.collectGarbage();
        List<ProcessFacts> facts = deployment.processes();
        deployment.cancel();
        deployment.collectGarbage();
        return facts;
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
