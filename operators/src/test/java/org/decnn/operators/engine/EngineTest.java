package org.decnn.operators.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.decnn.model.directory.Port;
import org.decnn.model.network.Network;
import org.decnn.model.network.TensorShape;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.onnx.OnnxGraphBuilder;
import org.decnn.model.shard.ShardGraph;
import org.decnn.model.shard.ShardedNetwork;
import org.decnn.model.shard.Sharder;
import org.decnn.model.testing.ReferenceForward;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.model.testing.SplitForward;
import org.decnn.operators.testing.Engines;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every stage of every shard computes what the plain-Java maths does, run after run. */
class EngineTest {

    private static final double TOLERANCE = 1e-4;

    static Stream<Arguments> enginesAndShards() {
        return Stream.of(1, 2, 4)
                .flatMap(
                        shards -> Engines.ALL.stream().map(engine -> Arguments.of(engine, shards)));
    }

    @ParameterizedTest(name = "{0}, {1} shard(s)")
    @MethodSource("enginesAndShards")
    void everyShardOfEveryStageEqualsTheReference(Engine engine, int shards) {
        for (Network network : SmallNetworks.all(11)) {
            ShardedNetwork sharded = Sharder.shard(network, shards);
            Map<ShardGraph, ShardSession> sessions = new IdentityHashMap<>();
            for (long seed = 0; seed < 2; seed++) {
                SplitForward.run(
                        sharded,
                        SmallNetworks.randomInput(network, seed),
                        (graph, inputs) -> {
                            ShardSession session =
                                    sessions.computeIfAbsent(graph, key -> load(engine, key));
                            return runAndCompare(graph, session, inputs);
                        });
            }
            assertThat(sessions).hasSize(shards * sharded.stages().size());
            sessions.values().forEach(ShardSession::close);
        }
    }

    private static Map<String, float[]> runAndCompare(
            ShardGraph graph, ShardSession session, Map<String, float[]> inputs) {
        int index = 0;
        for (String input : graph.inputs().keySet()) {
            floats(session.input(index++)).put(inputs.get(input));
        }
        session.run();
        Map<String, float[]> expected =
                ReferenceForward.run(graph.layers(), graph.inputs(), inputs);
        Map<String, float[]> outputs = new HashMap<>();
        for (String output : graph.outputs().keySet()) {
            FloatBuffer buffer = floats(session.output(outputs.size()));
            float[] values = new float[buffer.remaining()];
            buffer.get(values);
            assertClose(output, values, expected.get(output));
            outputs.put(output, values);
        }
        return outputs;
    }

    private static FloatBuffer floats(ByteBuffer buffer) {
        return buffer.clear().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }

    private static void assertClose(String output, float[] actual, float[] expected) {
        double largest = 1e-6;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs((double) actual[i] - expected[i]) / largest)
                    .as("%s[%d]", output, i)
                    .isLessThanOrEqualTo(TOLERANCE);
        }
    }

    private static ShardSession load(Engine engine, ShardGraph graph) {
        OnnxGraphBuilder onnx = new OnnxGraphBuilder();
        List<Port> inputs = ports(graph.inputs());
        inputs.forEach(port -> onnx.input(port.name(), port.shape(), port.type()));
        onnx.layers(graph.layers());
        graph.outputs().keySet().forEach(onnx::output);
        return engine.load(onnx.build("shard"), inputs, ports(graph.outputs()));
    }

    private static List<Port> ports(Map<String, TensorShape> tensors) {
        return tensors.entrySet().stream()
                .map(tensor -> new Port(tensor.getKey(), ElementType.FLOAT32, tensor.getValue()))
                .toList();
    }

    static List<Engine> engines() {
        return Engines.ALL;
    }

    @ParameterizedTest
    @MethodSource("engines")
    void whatIsNoGraphIsRefused(Engine engine) {
        assertThatThrownBy(() -> engine.load(new byte[] {1, 2, 3}, List.of(), List.of()))
                .isInstanceOf(EngineException.class)
                .hasMessageMatching("(ONNX Runtime|ND4J) cannot load the graph: .*");
    }
}
