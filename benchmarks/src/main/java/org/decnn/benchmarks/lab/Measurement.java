package org.decnn.benchmarks.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

/**
 * Measures a running job: first at saturation, then one image at a time, then at parts of that
 * rate.
 */
final class Measurement {

    /**
     * How long each part takes.
     *
     * @param warmUp without limits, at least
     * @param settle at saturation, before the time that counts
     * @param window at saturation
     * @param alone one image at a time
     * @param load at each part of the saturated rate
     */
    record Times(int warmUp, int settle, int window, int alone, int load) {}

    /**
     * Images in each partition beside those in flight: so many that no source ever waits, at most.
     */
    private static final int DEPTH = 16;

    /** And at least. What lies there is also what has to be waited for in the end. */
    private static final int LEAST_DEPTH = 4;

    private static final long POLL_MILLIS = 20;

    /** Slow systems get up to so many times as long to show at least some images. */
    private static final int EXTENSION = 3;

    /** And as many times as long to show as many as are in flight at once. */
    private static final int ROUND_EXTENSION = 8;

    /** The part of the devices' processor time that Java's compiler may still take when warm. */
    private static final double COMPILING = 0.01;

    /** That takes a slow host several times as long as a fast one: so many seconds at most. */
    private static final int LONGEST_WARM_UP = 30;

    private static final int FEW_IMAGES = 5;
    private static final int DRAIN_SECONDS = 180;

    private final Deployment deployment;
    private final Feed feed;
    private final Machine machine;
    private final TestedSystem system;
    private final Times times;
    private final List<Double> parts;
    private final double bytesPerImage;
    private int depth = DEPTH;

    /**
     * @param parts of the saturated rate that latency is measured at
     * @param bytesPerImage that a device sends, as the shapes say
     */
    Measurement(
            Deployment deployment,
            Machine machine,
            TestedSystem system,
            Times times,
            List<Double> parts,
            double bytesPerImage) {
        this.deployment = deployment;
        this.feed = deployment.feed();
        this.machine = machine;
        this.system = system;
        this.times = times;
        this.parts = parts;
        this.bytesPerImage = bytesPerImage;
    }

    /** What a device has used so far. */
    private record Usage(long cpuNanos, ProcessFacts process, OptionalLong bytesSent) {}

    private record Snapshot(
            long nanos, Map<Integer, FlinkRest.StageTimes> stages, List<Usage> devices) {}

    /** Runs the job without limits until little of it is left to compile. */
    void warmUp() throws Exception {
        BooleanSupplier patience = seconds(LONGEST_WARM_UP);
        List<Usage> before;
        do {
            before = usage();
            runHot();
        } while (compiling(before, usage()) > COMPILING && patience.getAsBoolean());
    }

    /** Runs the job without limits, and learns how much it takes in a second. */
    void runHot() throws Exception {
        List<Long> appends = new ArrayList<>();
        saturate(seconds(times.warmUp()), appends);
        double inASecond = (double) appends.size() / times.warmUp() / feed.partitions();
        depth = (int) Math.max(LEAST_DEPTH, Math.min(DEPTH, Math.ceil(inASecond)));
        drain();
    }

    private static double compiling(List<Usage> before, List<Usage> after) {
        double compiler = 0;
        double all = 0;
        for (int i = 0; i < before.size(); i++) {
            compiler += since(before.get(i), after.get(i), ThreadKind.COMPILER).cpuNanos();
            all += after.get(i).cpuNanos() - before.get(i).cpuNanos();
        }
        return compiler / all;
    }

    /** What a device does at saturation. */
    private record Saturation(Window window, List<Results.Device> devices) {}

    /** Saturated on devices without limits: what an image costs a processor at its full speed. */
    Results.Cell unlimited(int repetition) throws Exception {
        Saturation saturation = saturation();
        drain();
        return new Results.Cell(
                system.id(),
                Results.NO_LIMITS,
                repetition,
                saturation.window().imagesPerSecond(),
                saturation.window().images(),
                saturation.devices(),
                new Results.Latencies(List.of(), 0),
                List.of());
    }

    /**
     * Whether as many images as are in flight at once can pass the links while they are counted.
     */
    private boolean showsARound(LinkRate rate) {
        double seconds = system.round() * bytesPerImage * 8 / rate.bitsPerSecond();
        return seconds <= ROUND_EXTENSION * times.window();
    }

    private Saturation saturation() throws Exception {
        List<Long> appends = new ArrayList<>();
        saturate(seconds(times.settle()), appends);
        Snapshot before = snapshot(appends);
        long from = System.currentTimeMillis();
        int earlier = appends.size();
        saturate(
                until(
                        times.window(),
                        ROUND_EXTENSION,
                        () -> appends.size() - earlier >= Math.max(FEW_IMAGES, system.round())),
                appends);
        long to = System.currentTimeMillis();
        Snapshot after = snapshot(appends);
        Window window = Window.of(appends, from, to, system.round());
        double images = window.imagesPerSecond() * (after.nanos() - before.nanos()) / 1e9;
        return new Saturation(window, perImage(before, after, images));
    }

    Results.Cell on(LinkRate rate, int repetition) throws Exception {
        Saturation saturation = new Saturation(new Window(0, 0), List.of());
        if (showsARound(rate)) {
            machine.limit(rate);
            saturation = saturation();
            machine.lift();
            drain();
        }
        Window window = saturation.window();
        machine.limit(rate);
        Results.Latencies alone = alone();
        List<Results.Load> loads = new ArrayList<>();
        for (double part : parts) {
            if (window.images() > 1) {
                double perSecond = part * window.imagesPerSecond();
                machine.limit(rate);
                loads.add(new Results.Load(part, perSecond, atRate(perSecond)));
            }
        }
        machine.lift();
        drain();
        return new Results.Cell(
                system.id(),
                system.exchanges() ? rate.name() : null,
                repetition,
                window.imagesPerSecond(),
                window.images(),
                saturation.devices(),
                alone,
                loads);
    }

    /** Keeps the topic full as long as it is said. */
    private void saturate(BooleanSupplier goOn, List<Long> appends)
            throws IOException, InterruptedException {
        while (goOn.getAsBoolean()) {
            feed.fill(depth + system.round() / feed.partitions());
            feed.poll(POLL_MILLIS).forEach(answer -> appends.add(answer.appendMillis()));
            deployment.requireProcesses();
        }
    }

    private static BooleanSupplier seconds(double seconds) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        return () -> System.nanoTime() < end;
    }

    /** As long as said, and longer if there is not enough by then. */
    private static BooleanSupplier until(double seconds, int extension, BooleanSupplier enough) {
        BooleanSupplier least = seconds(seconds);
        BooleanSupplier most = seconds(extension * seconds);
        return () -> least.getAsBoolean() || (most.getAsBoolean() && !enough.getAsBoolean());
    }

    /** The load goes on while Flink is asked. */
    private Snapshot snapshot(List<Long> appends) throws Exception {
        CompletableFuture<Map<Integer, FlinkRest.StageTimes>> asked =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return deployment.stageTimes();
                            } catch (Exception e) {
                                throw new CompletionException(e);
                            }
                        });
        saturate(() -> !asked.isDone(), appends);
        List<Usage> devices = usage();
        return new Snapshot(System.nanoTime(), asked.get(), devices);
    }

    private List<Usage> usage() throws IOException, InterruptedException {
        List<Usage> devices = new ArrayList<>();
        for (int device = 1; device <= system.devices(); device++) {
            long pid = deployment.pid(device);
            devices.add(
                    new Usage(
                            machine.cpuNanos(device, pid),
                            ProcessFacts.of(pid),
                            machine.bytesSent(device)));
        }
        return devices;
    }

    private List<Results.Device> perImage(Snapshot before, Snapshot after, double images) {
        List<Results.Device> devices = new ArrayList<>();
        for (int device = 1; device <= system.devices() && images > 0; device++) {
            Usage was = before.devices().get(device - 1);
            Usage is = after.devices().get(device - 1);
            Double compute = null;
            Double exchange = null;
            if (before.stages().containsKey(device) && after.stages().containsKey(device)) {
                FlinkRest.StageTimes stagesWere = before.stages().get(device);
                FlinkRest.StageTimes stages = after.stages().get(device);
                compute = millis(stages.computeNanos() - stagesWere.computeNanos(), images);
                double network =
                        millis(
                                since(was, is, ThreadKind.SENDING).cpuNanos()
                                        + since(was, is, ThreadKind.RECEIVING).cpuNanos(),
                                images);
                double threads = millis(stages.threadNanos() - stagesWere.threadNanos(), images);
                exchange = network + (system.isWhole() ? 0 : threads - compute);
            }
            devices.add(
                    new Results.Device(
                            device,
                            millis(is.cpuNanos() - was.cpuNanos(), images),
                            compute,
                            exchange,
                            is.bytesSent().isPresent()
                                    ? (is.bytesSent().getAsLong() - was.bytesSent().getAsLong())
                                            / images
                                    : null,
                            threads(was, is, images)));
        }
        return devices;
    }

    private static List<Results.Threads> threads(Usage was, Usage is, double images) {
        List<Results.Threads> threads = new ArrayList<>();
        for (ThreadKind kind : ThreadKind.values()) {
            ThreadUse use = since(was, is, kind);
            threads.add(
                    new Results.Threads(
                            kind.toString(),
                            millis(use.cpuNanos(), images),
                            use.wakeUps() / images,
                            use.preemptions() / images));
        }
        return threads;
    }

    private static ThreadUse since(Usage was, Usage is, ThreadKind kind) {
        return is.process().since(was.process(), kind);
    }

    private static double millis(long nanos, double images) {
        return nanos / 1e6 / images;
    }

    private Results.Latencies alone() throws Exception {
        List<Double> millis = new ArrayList<>();
        BooleanSupplier goOn = until(times.alone(), EXTENSION, () -> millis.size() >= FEW_IMAGES);
        while (goOn.getAsBoolean()) {
            feed.send();
            while (feed.outstanding() > 0 && goOn.getAsBoolean()) {
                feed.poll(POLL_MILLIS).forEach(answer -> millis.add(answer.latencyMillis()));
                deployment.requireProcesses();
            }
        }
        return finished(millis, times.alone());
    }

    /** Sends evenly spaced, whether or not answers come. */
    private Results.Latencies atRate(double perSecond) throws Exception {
        List<Double> millis = new ArrayList<>();
        int count = Math.max(FEW_IMAGES, (int) Math.round(perSecond * times.load()));
        count = Math.min(count, (int) Math.ceil(perSecond * EXTENSION * times.load()));
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = start + (long) (i / perSecond * 1e9);
            for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                feed.poll(Math.max(1, Math.min(POLL_MILLIS, (due - now) / 1_000_000)))
                        .forEach(answer -> millis.add(answer.latencyMillis()));
            }
            feed.send();
            deployment.requireProcesses();
        }
        return finished(millis, times.load());
    }

    /**
     * Waits for what is still under way; what does not come counts with how long it was waited for.
     */
    private Results.Latencies finished(List<Double> millis, int patienceSeconds) throws Exception {
        BooleanSupplier patience = seconds(patienceSeconds);
        while (feed.outstanding() > 0 && patience.getAsBoolean()) {
            feed.poll(POLL_MILLIS).forEach(answer -> millis.add(answer.latencyMillis()));
        }
        List<Double> waiting = feed.waiting();
        millis.addAll(waiting);
        if (!waiting.isEmpty()) {
            machine.lift();
            drain();
        }
        return new Results.Latencies(millis, waiting.size());
    }

    private void drain() throws Exception {
        BooleanSupplier patience = seconds(DRAIN_SECONDS);
        while (feed.outstanding() > 0) {
            feed.poll(POLL_MILLIS);
            deployment.requireProcesses();
            if (!patience.getAsBoolean()) {
                deployment.requireAlive();
                throw new LabException(
                        system.id()
                                + ": "
                                + feed.outstanding()
                                + " images have no prediction after "
                                + DRAIN_SECONDS
                                + " s without limits");
            }
        }
    }
}
