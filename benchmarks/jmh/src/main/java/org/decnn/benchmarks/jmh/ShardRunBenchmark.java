package org.decnn.benchmarks.jmh;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.directory.Port;
import org.decnn.model.onnx.ElementType;
import org.decnn.operators.engine.OnnxRuntimeEngine;
import org.decnn.operators.engine.PortMemory;
import org.decnn.operators.engine.ShardSession;
import org.decnn.operators.engine.nd4j.Nd4jEngine;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Shard 0 of each stage of ResNet-50 ×1.75, one thread: in each engine as a stage runs it, inputs
 * filled and outputs read; and in ONNX Runtime alone, tensors bound once and run over and over on
 * the same graph: onnxruntime_perf_test in Java. The quotient of the first and the last is what the
 * engine costs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ShardRunBenchmark {

    @Param({"1", "2", "3", "4"})
    public int stage;

    private ShardSession engine;
    private ShardSession nd4j;
    private byte[][] inputs;
    private byte[][] outputs;
    private OrtSession bare;
    private final Map<String, OnnxTensor> bareInputs = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> bareOutputs = new LinkedHashMap<>();

    @Setup
    public void load() throws OrtException {
        ModelDirectory directory = BenchmarkModel.SPLIT.open();
        ModelManifest.ShardEntry shard = directory.manifest().stage(stage).shards().get(0);
        byte[] graph = directory.graph(stage, 0);
        engine = new OnnxRuntimeEngine().load(graph, shard.inputs(), shard.outputs());
        nd4j = new Nd4jEngine().load(graph, shard.inputs(), shard.outputs());
        inputs = arrays(shard.inputs());
        outputs = arrays(shard.outputs());
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            bare = environment.createSession(graph, options);
        }
        bind(environment, shard.inputs(), bareInputs);
        bind(environment, shard.outputs(), bareOutputs);
    }

    private static byte[][] arrays(List<Port> ports) {
        return ports.stream().map(port -> new byte[port.bytes()]).toArray(byte[][]::new);
    }

    private static void bind(
            OrtEnvironment environment, List<Port> ports, Map<String, OnnxTensor> tensors)
            throws OrtException {
        for (Port port : ports) {
            ByteBuffer memory = PortMemory.allocate(port);
            long[] shape = PortMemory.shape(port);
            tensors.put(
                    port.name(),
                    OnnxTensor.createTensor(environment, memory, shape, typeOf(port.type())));
        }
    }

    private static OnnxJavaType typeOf(ElementType type) {
        return OnnxJavaType.valueOf(type == ElementType.FLOAT32 ? "FLOAT" : type.name());
    }

    @Benchmark
    public byte[][] onnxRuntimeEngine() {
        return run(engine);
    }

    @Benchmark
    public byte[][] nd4jEngine() {
        return run(nd4j);
    }

    private byte[][] run(ShardSession session) {
        for (int i = 0; i < inputs.length; i++) {
            session.input(i).clear().put(inputs[i]);
        }
        session.run();
        for (int i = 0; i < outputs.length; i++) {
            session.output(i).clear().get(outputs[i]);
        }
        return outputs;
    }

    @Benchmark
    public int onnxRuntimeAlone() throws OrtException {
        try (OrtSession.Result result = bare.run(bareInputs, bareOutputs)) {
            return result.size();
        }
    }

    @TearDown
    public void close() throws OrtException {
        engine.close();
        nd4j.close();
        bareInputs.values().forEach(OnnxTensor::close);
        bareOutputs.values().forEach(OnnxTensor::close);
        bare.close();
    }
}
