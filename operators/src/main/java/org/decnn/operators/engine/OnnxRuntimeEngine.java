package org.decnn.operators.engine;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.decnn.model.directory.Port;
import org.decnn.model.onnx.ElementType;

/**
 * Runs graphs with ONNX Runtime, one thread a session: a device's stages run beside one another, so
 * each needs but one core. The native library belongs in Flink's {@code lib/}, not in the user jar:
 * a restarted job has a new class loader, and a library is loaded once.
 */
public final class OnnxRuntimeEngine implements Engine {

    private static final long serialVersionUID = 1L;

    @Override
    public ShardSession load(byte[] graph, List<Port> inputs, List<Port> outputs) {
        try {
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(1);
                options.setInterOpNumThreads(1);
                options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
                return new Session(
                        environment, environment.createSession(graph, options), inputs, outputs);
            }
        } catch (OrtException e) {
            throw new EngineException("ONNX Runtime cannot load the graph: " + e.getMessage(), e);
        } catch (NoClassDefFoundError | UnsatisfiedLinkError e) {
            throw new EngineException(
                    "ONNX Runtime is not on this device: put onnxruntime-1.28.0.jar into Flink's lib/",
                    e);
        }
    }

    private static final class Session implements ShardSession {

        private final OrtSession session;
        private final List<ByteBuffer> inputs = new ArrayList<>();
        private final List<ByteBuffer> outputs = new ArrayList<>();
        private final Map<String, OnnxTensor> inputTensors = new LinkedHashMap<>();
        private final Map<String, OnnxTensor> outputTensors = new LinkedHashMap<>();

        Session(
                OrtEnvironment environment,
                OrtSession session,
                List<Port> inputs,
                List<Port> outputs)
                throws OrtException {
            this.session = session;
            bind(environment, inputs, this.inputs, inputTensors);
            bind(environment, outputs, this.outputs, outputTensors);
        }

        private static void bind(
                OrtEnvironment environment,
                List<Port> ports,
                List<ByteBuffer> buffers,
                Map<String, OnnxTensor> tensors)
                throws OrtException {
            for (Port port : ports) {
                ByteBuffer buffer =
                        ByteBuffer.allocateDirect(port.bytes()).order(ByteOrder.nativeOrder());
                OnnxJavaType type =
                        port.type() == ElementType.UINT8 ? OnnxJavaType.UINT8 : OnnxJavaType.FLOAT;
                long[] shape =
                        LongStream.concat(
                                        LongStream.of(1),
                                        port.shape().dims().stream().mapToLong(Integer::longValue))
                                .toArray();
                buffers.add(buffer);
                tensors.put(port.name(), OnnxTensor.createTensor(environment, buffer, shape, type));
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
                throw new EngineException(
                        "ONNX Runtime cannot run the graph: " + e.getMessage(), e);
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
                throw new EngineException(
                        "ONNX Runtime cannot close a session: " + e.getMessage(), e);
            }
        }
    }
}
