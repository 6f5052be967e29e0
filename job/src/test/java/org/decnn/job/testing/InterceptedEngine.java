package org.decnn.job.testing;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.decnn.model.directory.Port;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.engine.OnnxRuntimeEngine;
import org.decnn.operators.engine.ShardSession;

/** ONNX Runtime, with something to happen before each run of a graph. */
public record InterceptedEngine(Interceptor interceptor) implements Engine {

    /** What happens; devices get a copy, so a test reaches it by static fields alone. */
    public interface Interceptor extends Serializable {
        void beforeRun();
    }

    @Override
    public ShardSession load(Path graph, List<Port> inputs, List<Port> outputs) {
        return new Session(new OnnxRuntimeEngine().load(graph, inputs, outputs), interceptor);
    }

    private record Session(ShardSession session, Interceptor interceptor) implements ShardSession {
        @Override
        public ByteBuffer input(int index) {
            return session.input(index);
        }

        @Override
        public void run() {
            interceptor.beforeRun();
            session.run();
        }

        @Override
        public ByteBuffer output(int index) {
            return session.output(index);
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
