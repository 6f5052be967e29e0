package org.decnn.benchmarks.lab;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.decnn.model.directory.GraphFile;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.engine.ShardSession;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.image.DecodeLimits;
import org.decnn.operators.image.ImageDecoder;
import org.decnn.operators.image.IncomingImage;
import org.decnn.operators.image.RejectReason;
import org.decnn.operators.image.RejectedImage;
import org.decnn.operators.image.RejectedImageException;
import org.decnn.operators.logits.FiniteLogits;
import org.decnn.operators.model.ModelRef;

/**
 * Decodes a picture and runs the whole network on it: 8-bit planes go straight into ONNX Runtime's
 * input and logits are read straight from its output, by one thread.
 */
final class WholeNetworkFunction extends ProcessFunction<IncomingImage, ClassifiedImage> {

    private static final long serialVersionUID = 1L;

    private final ModelRef model;
    private final Engine engine;
    private final DecodeLimits limits;
    private final OutputTag<RejectedImage> rejected;

    private transient ImageDecoder decoder;
    private transient ShardSession session;
    private transient int classes;
    private transient ThreadMXBean threads;
    private transient Counter computeNanos;

    /**
     * @param model a directory of one shard
     */
    WholeNetworkFunction(
            ModelRef model, Engine engine, DecodeLimits limits, OutputTag<RejectedImage> rejected) {
        this.model = model;
        this.engine = engine;
        this.limits = limits;
        this.rejected = rejected;
    }

    @Override
    public void open(OpenContext context) {
        ModelDirectory directory = model.open();
        ModelManifest manifest = directory.manifest();
        ModelManifest.ShardEntry whole = manifest.stage(1).shards().get(0);
        decoder =
                new ImageDecoder(
                        manifest.preprocessing(), limits.within(Runtime.getRuntime().maxMemory()));
        try (GraphFile graph = directory.graphFile(1, 0)) {
            session = engine.load(graph.path(), whole.inputs(), whole.outputs());
        }
        classes = manifest.classes();
        threads = ManagementFactory.getThreadMXBean();
        computeNanos = getRuntimeContext().getMetricGroup().counter("computeNanos");
    }

    @Override
    public void processElement(
            IncomingImage image, Context context, Collector<ClassifiedImage> out) {
        byte[] pixels;
        try {
            pixels = decoder.decode(image.content());
        } catch (RejectedImageException e) {
            context.output(
                    rejected,
                    new RejectedImage(image.header(), e.reason(), e.getMessage(), image.content()));
            return;
        }
        session.input(0).clear().put(pixels);
        long before = threads.getCurrentThreadCpuTime();
        session.run();
        computeNanos.inc(threads.getCurrentThreadCpuTime() - before);
        ByteBuffer output = session.output(0).clear();
        float[] logits = new float[classes];
        output.asFloatBuffer().get(logits);
        FiniteLogits.fault(logits)
                .ifPresentOrElse(
                        fault ->
                                context.output(
                                        rejected,
                                        new RejectedImage(
                                                image.header(),
                                                RejectReason.NOT_FINITE,
                                                fault,
                                                image.content())),
                        () -> out.collect(new ClassifiedImage(image.header(), logits)));
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
    }
}
