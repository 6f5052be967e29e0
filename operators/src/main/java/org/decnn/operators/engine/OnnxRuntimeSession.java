package org.decnn.operators.engine;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.decnn.model.directory.Port;

/** A graph that ONNX Runtime has loaded, and the direct memory of its inputs and outputs. */
final class OnnxRuntimeSession implements ShardSession {

    private final OrtSession session;
    private final List<ByteBuffer> inputs = new ArrayList<>();
    private final List<ByteBuffer> outputs = new ArrayList<>();
    private final Map<String, OnnxTensor> inputTensors = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> outputTensors = new LinkedHashMap<>();

    private OnnxRuntimeSession(OrtSession session) {
        this.session = session;
    }

    static void prepare() {
        OnnxRuntimeEnvironment.get();
    }

    /** Has ONNX Runtime read a graph, from wherever it is. */
    @FunctionalInterface
    private interface Reading {
        OrtSession read(OrtEnvironment environment, OrtSession.SessionOptions options)
                throws OrtException;
    }

    static ShardSession load(Path graph, List<Port> inputs, List<Port> outputs, int threads) {
        return load(
                (environment, options) -> environment.createSession(graph.toString(), options),
                inputs,
                outputs,
                threads);
    }

    static ShardSession load(byte[] graph, List<Port> inputs, List<Port> outputs, int threads) {
        return load(
                (environment, options) -> environment.createSession(graph, options),
                inputs,
                outputs,
                threads);
    }

    private static ShardSession load(
            Reading graph, List<Port> inputs, List<Port> outputs, int threads) {
        OnnxRuntimeSession loaded = null;
        try {
            OrtEnvironment environment = OnnxRuntimeEnvironment.get();
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(threads);
                options.setInterOpNumThreads(1);
                options.setOptimizationLevel(GraphOptimization.level());
                // A block for a whole run's activations, beside the arena that has them already:
                // it saves no time, and 2 MB a stage are much on a small board.
                options.setMemoryPatternOptimization(false);
                loaded = new OnnxRuntimeSession(graph.read(environment, options));
            }
            // What reading the graph took is given back; the weights have been copied.
            NativeHeap.trim();
            bind(environment, inputs, loaded.inputs, loaded.inputTensors);
            bind(environment, outputs, loaded.outputs, loaded.outputTensors);
            return loaded;
        } catch (OrtException e) {
            free(loaded);
            throw new EngineException("ONNX Runtime cannot load the graph: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            free(loaded);
            throw e;
        }
    }

    private static void bind(
            OrtEnvironment environment,
            List<Port> ports,
            List<ByteBuffer> buffers,
            Map<String, OnnxTensor> tensors)
            throws OrtException {
        for (Port port : ports) {
            ByteBuffer buffer = PortMemory.allocate(port);
            long[] shape = PortMemory.shape(port);
            buffers.add(buffer);
            tensors.put(
                    port.name(), OnnxTensor.createTensor(environment, buffer, shape, typeOf(port)));
        }
    }

    private static OnnxJavaType typeOf(Port port) {
        return switch (port.type()) {
            case FLOAT32 -> OnnxJavaType.FLOAT;
            case FLOAT16 -> OnnxJavaType.FLOAT16;
            case UINT8 -> OnnxJavaType.UINT8;
        };
    }

    /** A job that cannot start is tried again and again: nothing may stay behind. */
    private static void free(OnnxRuntimeSession loaded) {
        if (loaded != null) {
            loaded.close();
        }
    }

    @Override
    public ByteBuffer input(int index) {
        return inputs.get(index);
    }

    @Override
    public void run() {
        // The outputs are pinned: ONNX Runtime writes into the buffers that were bound to them.
        try (OrtSession.Result ignored = session.run(inputTensors, outputTensors)) {
            return;
        } catch (OrtException e) {
            throw new EngineException("ONNX Runtime cannot run the graph: " + e.getMessage(), e);
        }
    }

    @Override
    public ByteBuffer output(int index) {
        return outputs.get(index);
    }

    @Override
    public void close() {
        inputTensors.values().forEach(OnnxTensor::close);
        outputTensors.values().forEach(OnnxTensor::close);
        try {
            session.close();
        } catch (OrtException e) {
            throw new EngineException("ONNX Runtime cannot close a session: " + e.getMessage(), e);
        }
    }
}
