package org.decnn.job.local;

import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.decnn.job.Submission;
import org.decnn.job.input.InputCatalog;
import org.decnn.job.input.ReadImage;
import org.decnn.job.settings.BufferDemand;
import org.decnn.job.settings.JobEnvironment;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.image.IncomingImage;
import org.decnn.operators.image.RejectedImage;
import org.decnn.operators.serial.RecordTypeInfo;
import org.decnn.operators.topology.RecordTypes;
import org.decnn.operators.topology.SplitNetwork;
import org.decnn.operators.topology.SplitOptions;

/**
 * The job, bounded, over files, on a cluster in this process: an iterator over what becomes of each
 * image.
 */
public final class LocalClassification
        implements Iterator<LocalClassification.Answer>, AutoCloseable {

    /** One of the two is null. */
    public record Answer(ClassifiedImage classified, RejectedImage rejected) {}

    private final CloseableIterator<Answer> answers;
    private final JobClient job;
    private final long started = System.nanoTime();

    private LocalClassification(CloseableIterator<Answer> answers, JobClient job) {
        this.answers = answers;
        this.job = job;
    }

    /** Starts the job on a cluster that has a TaskManager for each device; the cluster stays up. */
    public static LocalClassification start(
            LocalCluster cluster,
            ModelDirectory directory,
            InputCatalog catalog,
            SplitOptions options)
            throws Exception {
        StreamExecutionEnvironment environment = cluster.environment();
        CloseableIterator<Answer> iterator =
                answers(environment, directory, catalog, options).collectAsync();
        JobClient job = Submission.start(environment, directory.manifest().name());
        return new LocalClassification(iterator, job);
    }

    /** The network buffers that such a job takes of a device. */
    public static BufferDemand buffers(
            ModelDirectory directory, InputCatalog catalog, SplitOptions options) {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        answers(environment, directory, catalog, options).collectAsync();
        return BufferDemand.of(environment.getStreamGraph().getJobGraph());
    }

    private static DataStream<Answer> answers(
            StreamExecutionEnvironment environment,
            ModelDirectory directory,
            InputCatalog catalog,
            SplitOptions options) {
        SplitNetwork network = new SplitNetwork(directory, options);
        JobEnvironment.configure(environment, network);
        SplitNetwork.Outcome outcome = network.classify(images(environment, catalog, directory));
        return outcome.classified()
                .map(image -> new Answer(image, null))
                .returns(ANSWER)
                .union(outcome.rejected().map(image -> new Answer(null, image)).returns(ANSWER));
    }

    private static DataStream<IncomingImage> images(
            StreamExecutionEnvironment environment,
            InputCatalog catalog,
            ModelDirectory directory) {
        return environment
                .fromSource(
                        new NumberSequenceSource(0, catalog.images() - 1),
                        WatermarkStrategy.noWatermarks(),
                        "image numbers")
                .uid("image-numbers")
                .map(new ReadImage(catalog, directory.labels()))
                .returns(RecordTypes.IMAGE)
                .name("read images")
                .uid("read-images");
    }

    private static final TypeInformation<Answer> ANSWER = new RecordTypeInfo<>(new AnswerFormat());

    @Override
    public boolean hasNext() {
        return answers.hasNext();
    }

    @Override
    public Answer next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return answers.next();
    }

    /** Seconds since the job was submitted. */
    public double seconds() {
        return (System.nanoTime() - started) / 1e9;
    }

    /** What the devices said of themselves, by name; call it after the last answer. */
    public Map<String, Object> accumulators() throws Exception {
        return job.getJobExecutionResult().get().getAllAccumulatorResults();
    }

    @Override
    public void close() throws IOException {
        try {
            answers.close();
        } catch (Exception e) {
            throw new IOException("the job does not stop: " + e.getMessage(), e);
        }
    }
}
