package org.decnn.benchmarks.lab;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.decnn.job.demo.Photographs.Photograph;

/**
 * One system on TaskManagers of its own: first what is resident without its network, then with it,
 * then what it does on each network.
 *
 * @param unequal shares of its devices; null: those of the machine
 */
record SystemRun(
        Cluster cluster,
        Lab.Folders folders,
        TaskManagerJvm jvm,
        DeviceShares unequal,
        Machine machine,
        TestedSystem system,
        Measurement.Times times,
        List<Double> parts,
        List<Photograph> pictures) {

    /** Classes that a prediction names. */
    private static final int TOP = 5;

    /**
     * @param rates of the links; what exchanges nothing is measured on the first alone
     * @param results get what is measured
     */
    void measure(int repetition, List<LinkRate> rates, Results results, Consumer<String> said)
            throws Exception {
        try (Deployment deployment =
                Deployment.start(
                        cluster,
                        folders,
                        "r" + repetition + "-" + system.id(),
                        system.devices(),
                        TaskManagerMemory.of(system, folders.directory(system)),
                        jvm.flags(system))) {
            List<ProcessFacts> bare = deployment.processes();
            List<ProcessFacts> before = system.isWeighed() ? withBlankJob(deployment) : List.of();
            deployment.run(system, TOP, pictures);
            Measurement measurement =
                    new Measurement(
                            deployment,
                            unequal == null ? machine : withShares(deployment),
                            system,
                            times,
                            parts,
                            results.computedBytes().getOrDefault(system.id(), 0.));
            measurement.warmUp();
            deployment.collectGarbage();
            List<ProcessFacts> after = deployment.processes();
            if (system.name().equals("D") && machine instanceof IsolatedMachine) {
                results.cells().add(measurement.unlimited(repetition));
            }
            for (LinkRate rate : system.exchanges() ? rates : rates.subList(0, 1)) {
                Results.Cell cell = measurement.on(rate, repetition);
                results.cells().add(cell);
                said.accept(line(cell));
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

    private Machine withShares(Deployment deployment) {
        return machine.with(
                unequal.asPlaced(folders.directory(system).manifest(), deployment.placed()));
    }

    /** What is resident but for the model: classes, clients, threads and buffers of such a job. */
    private List<ProcessFacts> withBlankJob(Deployment deployment) throws Exception {
        TestedSystem blank = system.blank();
        deployment.run(blank, TOP, pictures);
        new Measurement(deployment, machine, blank, times, parts, 0).runHot();
        deployment.collectGarbage();
        List<ProcessFacts> facts = deployment.processes();
        deployment.cancel();
        deployment.collectGarbage();
        return facts;
    }

    private String line(Results.Cell cell) {
        return String.format(
                Locale.ROOT,
                "repetition %d, %s%s: %.2f images/s (n = %d), alone %.0f ms (n = %d)",
                cell.repetition(),
                system.id(),
                cell.network() == null ? "" : " at " + cell.network(),
                cell.imagesPerSecond(),
                cell.images(),
                cell.alone().millis().isEmpty() ? Double.NaN : cell.alone().p50(),
                cell.alone().millis().size());
    }
}
