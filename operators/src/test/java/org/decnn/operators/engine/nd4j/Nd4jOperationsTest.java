package org.decnn.operators.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.decnn.model.directory.Port;
import org.decnn.model.network.Joining;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.PerChannel;
import org.decnn.model.network.Renumbering;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Window;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.onnx.OnnxGraphBuilder;
import org.decnn.model.testing.EveryOperation;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.engine.EngineException;
import org.decnn.operators.engine.OnnxRuntimeEngine;
import org.decnn.operators.engine.ShardSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation there is, as it is written, gives what ONNX Runtime gives, or is refused. */
class Nd4jOperationsTest {

    static Stream<String> names() {
        return EveryOperation.networks().keySet().stream();
    }

    /** The operation may write over its input, which is the graph's own. */
    @ParameterizedTest
    @MethodSource("names")
    void everyOperationIsOnnxRuntimes(String name) {
        assertLikeOnnxRuntime(ofItsOwn(EveryOperation.networks().get(name), false));
    }

    /** The operation's input is read once more behind it. */
    @ParameterizedTest
    @MethodSource("names")
    void whatIsReadAgainIsNotWrittenOver(String name) {
        assertLikeOnnxRuntime(ofItsOwn(EveryOperation.networks().get(name), true));
    }

    private static Network ofItsOwn(Network network, boolean readAgain) {
        List<Layer> layers = new ArrayList<>();
        layers.add(Layer.of("own", new PerChannel.Clip(-2, 2), Network.INPUT));
        for (Layer layer : network.layers()) {
            List<String> inputs =
                    layer.inputs().stream()
                            .map(input -> input.equals(Network.INPUT) ? "own" : input)
                            .toList();
            layers.add(new Layer(layer.name(), layer.operation(), inputs));
        }
        if (!readAgain) {
            return new Network("own", network.input(), layers, network.output());
        }
        boolean isMap = network.shapeOf(network.output()).isMap();
        layers.add(
                Layer.of(
                        "flat it",
                        isMap ? new Renumbering.Flatten() : new PerChannel.Relu(),
                        network.output()));
        layers.add(Layer.of("flat own", new Renumbering.Flatten(), "own"));
        layers.add(Layer.of("both", new Joining.Concat(), "flat it", "flat own"));
        return new Network("again", network.input(), layers, "both");
    }

    @Test
    void aDilatedMaxPoolIsRefusedByItsLayer() {
        Window dilated = new Window(2, 2, 1, 1, 0, 0, 0, 0, 2, 2, false);
        Network network =
                new Network(
                        "dilated",
                        TensorShape.image(4, 6, 7),
                        List.of(
                                Layer.of(
                                        "layer1/pool",
                                        new PerChannel.MaxPool(dilated),
                                        Network.INPUT)),
                        "layer1/pool");

        assertThatThrownBy(() -> load(new Nd4jEngine(), network))
                .isInstanceOf(EngineException.class)
                .hasMessage(
                        "node 'layer1/pool' (MaxPool): the ND4J engine does not support dilation;"
                                + " use --engine onnxruntime");
    }

    private static void assertLikeOnnxRuntime(Network network) {
        try (ShardSession expected = load(new OnnxRuntimeEngine(), network);
                ShardSession actual = load(new Nd4jEngine(), network)) {
            for (long seed = 0; seed < 2; seed++) {
                float[] input = SmallNetworks.randomInput(network, seed);
                int size = network.shapeOf(network.output()).elements();
                assertClose(run(actual, input, size), run(expected, input, size));
            }
        }
    }

    private static ShardSession load(Engine engine, Network network) {
        byte[] graph =
                new OnnxGraphBuilder()
                        .input(Network.INPUT, network.input(), ElementType.FLOAT32)
                        .layers(network.layers())
                        .output(network.output())
                        .build("graph");
        return engine.load(
                graph,
                List.of(port(network, Network.INPUT)),
                List.of(port(network, network.output())));
    }

    private static Port port(Network network, String tensor) {
        return new Port(tensor, ElementType.FLOAT32, network.shapeOf(tensor));
    }

    private static float[] run(ShardSession session, float[] input, int size) {
        floats(session.input(0)).asFloatBuffer().put(input);
        session.run();
        float[] output = new float[size];
        floats(session.output(0)).asFloatBuffer().get(output);
        return output;
    }

    private static ByteBuffer floats(ByteBuffer buffer) {
        return buffer.clear().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void assertClose(float[] actual, float[] expected) {
        float largest = 1e-3f;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i])
                    .as("[%d]", i)
                    .isCloseTo(expected[i], Offset.offset(1e-5f * largest));
        }
    }
}
