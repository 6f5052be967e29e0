package org.decnn.benchmarks.soak;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.decnn.benchmarks.soak.Sample.Life;
import org.decnn.job.cli.CommandLines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes down what a cluster's processes take, every few seconds, until it is ended. */
@Command(
        name = "SoakSampler",
        description =
                "Write down what a cluster's processes take, every few seconds, until ended. They need -XX:+StartAttachListener.",
        mixinStandardHelpOptions = true)
public final class SoakSampler implements Callable<Integer> {

    private static final Life CHECKPOINTS = new Life("checkpoints", 0);

    @Option(
            names = "--work",
            required = true,
            paramLabel = "DIR",
            description = "The cluster's folder, with conf/ and checkpoints/.")
    private Path work;

    @Option(
            names = "--every",
            paramLabel = "S",
            defaultValue = "10",
            description = "Seconds. Default: ${DEFAULT-VALUE}.")
    private int every;

    @Option(names = "--out", required = true, paramLabel = "FILE.csv")
    private Path out;

    @Option(names = "--verbose")
    private boolean verbose;

    private final ExecutorService pool = Executors.newCachedThreadPool();

    public static void main(String[] args) {
        System.exit(CommandLines.of(new SoakSampler()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        try (PrintStream csv = new PrintStream(Files.newOutputStream(out))) {
            csv.println(Sample.HEADER);
            while (!csv.checkError()) {
                long next = System.currentTimeMillis() + TimeUnit.SECONDS.toMillis(every);
                sample(csv);
                Thread.sleep(Math.max(0, next - System.currentTimeMillis()));
            }
        }
        return 1;
    }

    private void sample(PrintStream csv) throws IOException, InterruptedException {
        long now = System.currentTimeMillis();
        Map<Life, Future<Map<Quantity, Double>>> measured = new HashMap<>();
        for (ClusterProcess process : ClusterProcess.of(work.resolve("conf"))) {
            measured.put(process.life(), pool.submit(process::measure));
        }
        for (var one : measured.entrySet()) {
            write(csv, now, one.getKey(), valuesOf(one.getValue()));
        }
        write(csv, now, CHECKPOINTS, checkpoints());
    }

    private static void write(PrintStream csv, long now, Life life, Map<Quantity, Double> values) {
        values.forEach(
                (quantity, value) -> csv.println(new Sample(now, life, quantity, value).line()));
    }

    /** None of a process that has ended, or that is held and so does not answer. */
    private Map<Quantity, Double> valuesOf(Future<Map<Quantity, Double>> measured)
            throws InterruptedException {
        try {
            return measured.get(every, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            measured.cancel(true);
            return Map.of();
        } catch (ExecutionException e) {
            return Map.of();
        }
    }

    /** Those of the job that wrote last: those of jobs before are their user's to delete. */
    private Map<Quantity, Double> checkpoints() throws IOException {
        Optional<Path> job;
        try (Stream<Path> jobs = Files.list(work.resolve("checkpoints"))) {
            job = jobs.max(Comparator.comparingLong(folder -> folder.toFile().lastModified()));
        } catch (IOException e) {
            return Map.of(); // none yet
        }
        if (job.isEmpty()) {
            return Map.of();
        }
        FileTree files = FileTree.of(job.get());
        return Map.of(
                Quantity.CHECKPOINT_SIZE,
                files.megabytes(),
                Quantity.CHECKPOINT_FILES,
                (double) files.files().size());
    }
}
