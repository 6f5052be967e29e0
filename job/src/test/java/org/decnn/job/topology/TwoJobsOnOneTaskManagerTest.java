package org.decnn.job.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URL;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.decnn.job.settings.JobEnvironment;
import org.decnn.job.testing.AdaptiveCluster;
import org.decnn.job.testing.Agreement;
import org.decnn.job.testing.InterceptedEngine;
import org.decnn.job.testing.NumberedImages;
import org.decnn.job.testing.SmallModel;
import org.decnn.job.testing.TestPictures;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.topology.SplitNetwork;
import org.decnn.operators.topology.SplitOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each job has the classes of its jar by a class loader of its own, as on any cluster. */
@Tag("integration")
class TwoJobsOnOneTaskManagerTest {

    private static final int IMAGES = 60;
    private static final int SHARDS = 4;
    private static final int MOST_STAGES = 4;
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /** More than a graph may take and still run whenever it likes. */
    private static final long RUN_NANOS = 2_000_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Of the process, as a field of this class is one of each job's. */
    private static final CountDownLatch BOTH = shared("both", () -> new CountDownLatch(2));

    private static final AtomicInteger RUNNING = shared("running", AtomicInteger::new);
    private static final AtomicInteger MOST = shared("most", AtomicInteger::new);
    private static final Set<Integer> LOADERS = shared("loaders", ConcurrentHashMap::newKeySet);

    @TempDir private Path folder;

    @Test
    void eachAnswersAndTheirGraphsTakeTurnsAtTheSameCores() throws Exception {
        SmallModel one = SmallModel.split(SmallNetworks.denseChain(1), SHARDS, folder);
        SmallModel other = SmallModel.split(SmallNetworks.groupedResidual(2), SHARDS, folder);
        assertThat(2 * one.directory().manifest().stages().size() * SHARDS)
                .as("graphs that could run at a time")
                .isGreaterThan(CORES);

        try (AdaptiveCluster cluster =
                AdaptiveCluster.start(1, 2 * SHARDS, SmallModel.NETWORK, folder)) {
            Iterator<ClassifiedImage> ofOne = start(cluster, "one", one.directory());
            Iterator<ClassifiedImage> ofOther = start(cluster, "other", other.directory());

            assertAnswered(ofOne, one);
            assertAnswered(ofOther, other);
        }

        assertThat(LOADERS).as("class loaders").hasSize(2).doesNotContain(loader());
        assertThat(runs("one").get()).isEqualTo(runsOf(one));
        assertThat(runs("other").get()).isEqualTo(runsOf(other));
        assertThat(MOST.get()).as("graphs that ran at a time").isBetween(1, CORES);
    }

    private static int runsOf(SmallModel model) {
        return IMAGES * model.directory().manifest().stages().size() * SHARDS;
    }

    private Iterator<ClassifiedImage> start(
            AdaptiveCluster cluster, String name, ModelDirectory directory) throws Exception {
        // By then each graph has run, and is known to be a long one.
        int warm = 20 * MOST_STAGES * SHARDS;
        StreamExecutionEnvironment environment = cluster.environment();
        environment.configure(new Configuration().set(PipelineOptions.CLASSPATHS, classes()));
        Iterator<ClassifiedImage> answers =
                NumberedImages.classified(
                                environment,
                                directory,
                                SplitOptions.onDevices(SHARDS)
                                        .withEngine(
                                                new InterceptedEngine(() -> compute(name, warm)))
                                        .withMaxInFlight(8),
                                IMAGES)
                        .collectAsync();
        environment.executeAsync(name);
        return answers;
    }

    /** What a jar of the job would hold. */
    private static List<String> classes() {
        return Stream.of(
                        SplitNetwork.class,
                        ModelDirectory.class,
                        JobEnvironment.class,
                        TwoJobsOnOneTaskManagerTest.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .map(URL::toString)
                .toList();
    }

    private static void assertAnswered(Iterator<ClassifiedImage> answers, SmallModel model) {
        float[] expected = model.logitsOf(TestPictures.png(1));
        for (int i = 0; i < IMAGES; i++) {
            Agreement.assertSameAnswer(answers.next().logits(), expected);
        }
        assertThat(answers.hasNext()).isFalse();
    }

    private static void compute(String job, int warm) {
        int runs = runs(job).incrementAndGet();
        if (runs == 1) {
            awaitBoth();
        }
        LOADERS.add(loader());
        int running = RUNNING.incrementAndGet();
        if (runs("one").get() > warm && runs("other").get() > warm) {
            MOST.accumulateAndGet(running, Math::max);
        }
        long until = THREADS.getCurrentThreadCpuTime() + RUN_NANOS;
        while (THREADS.getCurrentThreadCpuTime() < until) {
            Thread.onSpinWait();
        }
        RUNNING.decrementAndGet();
    }

    private static void awaitBoth() {
        BOTH.countDown();
        try {
            BOTH.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int loader() {
        return System.identityHashCode(TwoJobsOnOneTaskManagerTest.class.getClassLoader());
    }

    private static AtomicInteger runs(String job) {
        return shared("runs of " + job, AtomicInteger::new);
    }

    @SuppressWarnings("unchecked")
    private static <T> T shared(String name, Supplier<T> made) {
        return (T) System.getProperties().computeIfAbsent("two jobs: " + name, key -> made.get());
    }
}
