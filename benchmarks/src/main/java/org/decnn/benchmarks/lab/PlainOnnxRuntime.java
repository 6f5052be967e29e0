package org.decnn.benchmarks.lab;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.decnn.model.directory.Port;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.engine.EngineException;
import org.decnn.operators.engine.GraphOptimization;
import org.decnn.operators.engine.PortMemory;
import org.decnn.operators.engine.ShardSession;

/**
 * ONNX Runtime as its own examples use it: default options but for one thread, the result copied
 * out of a tensor of the runtime's. For whole networks of one uint8 input and one fp32 output.
 */
final class PlainOnnxRuntime implements Engine {

    private static final long serialVersionUID = 1L;

    @Override
    public ShardSession load(Path graph, List<Port> inputs, List<Port> outputs) {
        try {
            return new Session(graph, inputs.get(0), outputs.get(0));
        } catch (OrtException e) {
            throw new EngineException("ONNX Runtime cannot load the graph: " + e.getMessage(), e);
        }
    }

    private static final class Session implements ShardSession {

        private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
        private final OrtSession session;
        private final Port inputPort;
        private final ByteBuffer input;
        private final ByteBuffer output;

        Session(Path graph, Port inputPort, Port outputPort) throws OrtException {
            this.inputPort = inputPort;
            input = PortMemory.allocate(inputPort);
            output = PortMemory.allocate(outputPort);
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(1);
                options.setOptimizationLevel(GraphOptimization.level());
                session = environment.createSession(graph.toString(), options);
            }
        }

        @Override
        public ByteBuffer input(int index) {
            return input;
        }

        @Override
        public void run() {
            long[] shape = PortMemory.shape(inputPort);
            try (OnnxTensor image =
                            OnnxTensor.createTensor(
                                    environment, input.clear(), shape, OnnxJavaType.UINT8);
                    OrtSession.Result result = session.run(Map.of(inputPort.name(), image))) {
                output.clear().put(((OnnxTensor) result.get(0)).getByteBuffer());
            } catch (OrtException e) {
                throw new EngineException(
                        "ONNX Runtime cannot run the graph: " + e.getMessage(), e);
            }
        }

        @Override
        public ByteBuffer output(int index) {
            return output;
        }

        @Override
        public void close() {
            try {
                session.close();
            } catch (OrtException e) {
                throw new EngineException(
                        "ONNX Runtime cannot close a session: " + e.getMessage(), e);
            }
        }
    }
}
