package org.decnn.job.kafka;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.decnn.job.demo.RunningJob;
import org.decnn.job.local.LocalCluster;
import org.decnn.job.testing.JobStatus;
import org.decnn.job.testing.Polling;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.operators.topology.SplitOptions;

/** The whole job, running on a test's cluster and broker. */
record TestRun(JobClient job, JobStatus status, RunningJob running) {

    static final int TOP = 3;
    private static final int PATIENCE_SECONDS = 180;

    /** Starts the job and waits until all of it runs: no savepoint is taken before. */
    static TestRun start(
            LocalCluster cluster,
            KafkaOptions kafka,
            ModelDirectory directory,
            SplitOptions split,
            Configuration checkpointing)
            throws Exception {
        return start(cluster, new KafkaClassification(kafka, split, TOP), directory, checkpointing);
    }

    /** Starts a job and waits until all of it runs. */
    static TestRun start(
            LocalCluster cluster,
            KafkaClassification classification,
            ModelDirectory directory,
            Configuration checkpointing)
            throws Exception {
        return start(cluster, classification, directory, checkpointing, built -> {});
    }

    /** The same of a job that is changed once it is built. */
    static TestRun start(
            LocalCluster cluster,
            KafkaClassification classification,
            ModelDirectory directory,
            Configuration checkpointing,
            Consumer<StreamExecutionEnvironment> change)
            throws Exception {
        return start(
                cluster.environment(),
                cluster.webAddress(),
                classification,
                directory,
                checkpointing,
                change);
    }

    /** The same on the cluster of an environment. */
    static TestRun start(
            StreamExecutionEnvironment environment,
            String webAddress,
            KafkaClassification classification,
            ModelDirectory directory,
            Configuration checkpointing,
            Consumer<StreamExecutionEnvironment> change)
            throws Exception {
        environment.configure(checkpointing);
        environment.configure(restartingOften());
        classification.addTo(environment, directory);
        change.accept(environment);
        JobClient job = environment.executeAsync(classification.kafka().groupId());
        RunningJob running = new RunningJob(webAddress, job.getJobID().toString());
        Polling.until("running", running::isRunning, isRunning -> isRunning);
        return new TestRun(job, JobStatus.of(webAddress, job), running);
    }

    private static Configuration restartingOften() {
        return new Configuration()
                .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1000)
                .set(
                        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY,
                        Duration.ofMillis(50));
    }

    static Configuration checkpointsEvery(Duration interval) {
        return new Configuration().set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval);
    }

    /** The same checkpoints, of a job that goes on where another stopped. */
    static Configuration restoring(String savepoint, Configuration checkpointing) {
        return new Configuration(checkpointing).set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }

    /** Asks for a savepoint after which the job ends; all it has answered by then is committed. */
    CompletableFuture<String> stopping(Path folder) {
        return job.stopWithSavepoint(
                false, folder.toUri().toString(), SavepointFormatType.CANONICAL);
    }

    /** Stops, and returns where the savepoint is. */
    String stop(Path folder) throws Exception {
        return ended(stopping(folder));
    }

    /** Takes a savepoint, which commits nothing, of a job that runs on. */
    CompletableFuture<String> saving(Path folder) {
        return job.triggerSavepoint(folder.toUri().toString(), SavepointFormatType.CANONICAL);
    }

    /** Ends as a crash does: nothing more is committed. */
    void cancel() throws Exception {
        job.cancel().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        Polling.until(
                "cancelled",
                () -> job.getJobStatus().get(PATIENCE_SECONDS, TimeUnit.SECONDS),
                org.apache.flink.api.common.JobStatus::isGloballyTerminalState);
    }

    String ended(CompletableFuture<String> stopping) throws Exception {
        String savepoint = stopping.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        job.getJobExecutionResult().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return savepoint;
    }
}
