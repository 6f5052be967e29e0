package org.decnn.operators.stage;

import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.util.Collector;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.shard.Stem;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.model.ModelRef;
import org.decnn.operators.slice.Activations;

/**
 * The network's stem where it is computed {@linkplain Stem#HOME at home}: whole, for the images
 * that this device has decoded, in the decoder's own thread.
 */
public final class StemFunction extends RichFlatMapFunction<Activations, Activations> {

    private static final long serialVersionUID = 1L;

    private final ModelRef model;
    private final Engine engine;
    private final InputKind inputKind;

    private transient ShardRunner runner;

    public StemFunction(ModelRef model, Engine engine, InputKind inputKind) {
        this.model = model;
        this.engine = engine;
        this.inputKind = inputKind;
    }

    @Override
    public void open(OpenContext context) {
        RuntimeContext runtime = getRuntimeContext();
        ModelDirectory directory = model.open();
        runner = ShardRunner.load(directory, 0, 0, engine, inputKind);
        int device = runtime.getTaskInfo().getIndexOfThisSubtask();
        runtime.addAccumulator(
                model.network().of(DeviceFacts.stemBytes(device)),
                new LongCounter(runner.weightBytes()));
        ShardMetrics.register(runtime.getMetricGroup(), 0, runner);
    }

    /**
     * Gives the stem's outputs for a batch of decoded pictures, lent until the next call.
     *
     * @throws InterruptedException if the task is cancelled while it waits for a core
     */
    @Override
    public void flatMap(Activations decoded, Collector<Activations> out)
            throws InterruptedException {
        out.collect(runner.run(decoded.batch(), new byte[][] {decoded.tensors().joined()}));
    }

    @Override
    public void close() {
        if (runner != null) {
            runner.close();
        }
    }
}
