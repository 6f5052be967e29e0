package org.decnn.operators.local;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.decnn.model.directory.GraphFile;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.engine.EngineException;
import org.decnn.operators.engine.ShardSession;

/**
 * What the machine that this runs on can do of one shard: its graphs alone, on zeros, without
 * pictures, exchanges or a job around them.
 *
 * @param millis of each time that one image's graphs were run one after the other, ascending
 * @param imagesPerSecond with all cores, each graph in a thread of its own as in the job
 * @param residentBytes by how much more memory this process held with the shard loaded and warm; 0
 *     where the system does not say
 */
public record ShardTrial(double[] millis, double imagesPerSecond, long residentBytes) {

    private static final int WARM_UP = 5;

    /**
     * Loads a shard's graphs of all stages from 1 and runs them, a few times before any is timed.
     *
     * @return no times, if the shard has nothing to compute
     * @throws EngineException if the engine cannot run one of them
     */
    public static ShardTrial of(
            ModelDirectory directory, int shard, Engine engine, int repetitions) {
        long before = ResidentMemory.now();
        List<ShardSession> graphs = new ArrayList<>();
        try {
            for (ModelManifest.StageEntry stage : directory.manifest().stages()) {
                if (!stage.shards().get(shard).idle()) {
                    graphs.add(load(directory, stage.number(), shard, engine));
                }
            }
            if (graphs.isEmpty()) {
                return new ShardTrial(new double[0], 0, 0);
            }
            for (int i = 0; i < WARM_UP; i++) {
                graphs.forEach(ShardSession::run);
            }
            double[] millis = new double[repetitions];
            for (int i = 0; i < repetitions; i++) {
                long start = System.nanoTime();
                graphs.forEach(ShardSession::run);
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
            Arrays.sort(millis);
            double rate = imagesPerSecond(graphs, engine.threads(), repetitions);
            return new ShardTrial(millis, rate, Math.max(0, ResidentMemory.now() - before));
        } finally {
            graphs.forEach(ShardSession::close);
        }
    }

    public double median() {
        int middle = millis.length / 2;
        return millis.length % 2 == 1 ? millis[middle] : (millis[middle - 1] + millis[middle]) / 2;
    }

    private static ShardSession load(
            ModelDirectory directory, int stage, int shard, Engine engine) {
        ModelManifest.ShardEntry entry = directory.manifest().graph(stage, shard);
        try (GraphFile graph = directory.graphFile(stage, shard)) {
            ShardSession session = engine.load(graph.path(), entry.inputs(), entry.outputs());
            for (int input = 0; input < entry.inputs().size(); input++) {
                ByteBuffer buffer = session.input(input).clear();
                buffer.put(new byte[buffer.remaining()]);
            }
            return session;
        }
    }

    /** Each graph so many times, as many at once as there are cores. */
    private static double imagesPerSecond(List<ShardSession> graphs, int threads, int repetitions) {
        Semaphore cores =
                new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / threads));
        ExecutorService stages = Executors.newFixedThreadPool(graphs.size());
        try {
            long start = System.nanoTime();
            List<Future<?>> runs = new ArrayList<>();
            for (ShardSession graph : graphs) {
                runs.add(
                        stages.submit(
                                () -> {
                                    for (int i = 0; i < repetitions; i++) {
                                        cores.acquire();
                                        try {
                                            graph.run();
                                        } finally {
                                            cores.release();
                                        }
                                    }
                                    return null;
                                }));
            }
            for (Future<?> run : runs) {
                run.get();
            }
            return repetitions / ((System.nanoTime() - start) / 1e9);
        } catch (ExecutionException e) {
            throw new EngineException("a graph cannot be run: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("interrupted while graphs were timed", e);
        } finally {
            stages.shutdownNow();
        }
    }
}
