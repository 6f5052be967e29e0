package org.decnn.operators.engine.nd4j;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ValueInfoProto;
import org.decnn.model.directory.Port;
import org.decnn.operators.engine.EngineException;
import org.decnn.operators.engine.PortMemory;
import org.decnn.operators.engine.ShardSession;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A graph that ND4J runs, and the direct memory of its inputs and outputs. */
final class Nd4jSession implements ShardSession {

    /** An output's array and the buffer that it is copied to. */
    private record Output(ByteBuffer array, ByteBuffer buffer) {
        void copy() {
            buffer.put(0, array, 0, array.limit());
        }
    }

    private final Program program = new Program();
    private final Nd4jThreads threads;
    private final List<ByteBuffer> inputs = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();

    private Nd4jSession(Nd4jThreads threads) {
        this.threads = threads;
    }

    static ShardSession load(byte[] onnx, List<Port> inputs, List<Port> outputs, int threads) {
        GraphProto graph = GraphLoader.parse(onnx);
        Nd4jSession session = new Nd4jSession(Nd4jThreads.limitedTo(threads));
        try {
            session.load(graph, inputs, outputs);
            // What ND4J cannot run is found here, not at the first image.
            session.run();
            return session;
        } catch (EngineException e) {
            session.close();
            throw e;
        } catch (RuntimeException e) {
            session.close();
            throw new EngineException("ND4J cannot load the graph: " + e.getMessage(), e);
        }
    }

    private void load(GraphProto graph, List<Port> inputPorts, List<Port> outputPorts) {
        Map<String, DataType> types = new HashMap<>();
        for (ValueInfoProto input : graph.getInputList()) {
            types.put(input.getName(), GraphLoader.typeOf(input));
        }
        Map<String, INDArray> arrays = new HashMap<>();
        for (Port port : inputPorts) {
            ByteBuffer buffer = PortMemory.allocate(port);
            inputs.add(buffer);
            arrays.put(
                    port.name(),
                    Memory.array(buffer, types.get(port.name()), PortMemory.shape(port)));
        }
        Map<String, INDArray> tensors = GraphLoader.load(graph, arrays, program);
        for (Port port : outputPorts) {
            outputs.add(
                    new Output(Memory.bytes(tensors.get(port.name())), PortMemory.allocate(port)));
        }
    }

    @Override
    public ByteBuffer input(int index) {
        return inputs.get(index);
    }

    @Override
    public void run() {
        threads.enter();
        try {
            program.run();
        } catch (RuntimeException e) {
            throw new EngineException("ND4J cannot run the graph: " + e.getMessage(), e);
        }
        outputs.forEach(Output::copy);
    }

    @Override
    public ByteBuffer output(int index) {
        return outputs.get(index).buffer();
    }

    @Override
    public void close() {
        program.close();
    }
}
