package org.decnn.model.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.decnn.model.network.Network;
import org.decnn.model.network.TensorShape;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.onnx.OnnxGraphBuilder;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.Shares;
import org.decnn.model.shard.Transfer;
import org.decnn.model.shard.Transfer.Part;
import org.decnn.model.testing.OnnxRuntimeForward;
import org.decnn.model.testing.SmallModels;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WiringTest {

    private static final int SHARDS = 4;
    private static final TensorShape SHAPE = TensorShape.image(5, 3, 7);

    @TempDir private Path folder;

    static Stream<Arguments> everyNetworkInEveryType() {
        return SmallNetworks.all(1).stream()
                .flatMap(
                        network ->
                                Stream.of(ElementType.values())
                                        .map(wire -> Arguments.of(network.name(), wire, network)));
    }

    @ParameterizedTest(name = "{0} with {1} on the wire")
    @MethodSource("everyNetworkInEveryType")
    void everyInputIsSentOnceAndEveryOutputIsRead(String name, ElementType wire, Network network) {
        ModelManifest manifest = SmallModels.write(network, SHARDS, wire, folder).manifest();
        for (ModelManifest.StageEntry stage : manifest.stages()) {
            for (int shard = 0; shard < SHARDS; shard++) {
                ModelManifest.ShardEntry entry = stage.shards().get(shard);
                int to = shard;
                List<String> sent = new ArrayList<>();
                for (Edge edge : manifest.edgesInto(stage.number())) {
                    for (Transfer transfer : edge.transfers()) {
                        if (transfer.toShard() == to) {
                            transfer.parts().forEach(part -> sent.add(received(part)));
                        }
                    }
                }
                assertThat(sent)
                        .containsExactlyInAnyOrderElementsOf(
                                entry.inputs().stream().map(WiringTest::said).toList());
                Set<String> read = new HashSet<>();
                for (Edge edge : manifest.edgesFrom(stage.number())) {
                    for (Transfer transfer : edge.transfers()) {
                        if (transfer.fromShard() == to) {
                            transfer.parts().forEach(part -> read.add(given(part)));
                        }
                    }
                }
                assertThat(read)
                        .containsExactlyInAnyOrderElementsOf(
                                entry.outputs().stream().map(WiringTest::said).toList());
            }
        }
    }

    private static String received(Part part) {
        return part.input() + " " + part.type() + " " + part.bytes();
    }

    private static String given(Part part) {
        return part.output() + " " + part.type() + " " + part.bytes();
    }

    private static String said(Port port) {
        return port.name() + " " + port.type() + " " + port.bytes();
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void whatAnExchangeSendsIsConvertedAndNothingElse(ElementType wire) {
        Network network = SmallNetworks.groupedResidual(1);
        ModelManifest exact =
                SmallModels.write(network, SHARDS, ElementType.FLOAT32, folder.resolve("exact"))
                        .manifest();
        ModelManifest wired = SmallModels.write(network, SHARDS, wire, folder).manifest();
        for (int i = 0; i < wired.edges().size(); i++) {
            Edge edge = wired.edges().get(i);
            for (int j = 0; j < edge.transfers().size(); j++) {
                Transfer before = exact.edges().get(i).transfers().get(j);
                Transfer after = edge.transfers().get(j);
                if (edge.crossesShards()) {
                    // A scale of four bytes and a zero point of one for each tensor.
                    int more = wire == ElementType.UINT8 ? 5 * before.parts().size() : 0;
                    assertThat(after.bytes()).isEqualTo(before.elements() * wire.bytes() + more);
                } else {
                    assertThat(after).isEqualTo(before);
                }
            }
            assertThat(edge.wire())
                    .isEqualTo(edge.crossesShards() ? wire : exact.edges().get(i).wire());
        }
    }

    @Test
    void eachExchangeHasItsOwnType() throws Exception {
        Network network = SmallNetworks.groupedWithShuffles(1);
        Path directory = folder.resolve("mixed");
        SmallModels.writer(network, Preprocessing.ChannelOrder.RGB, List.of())
                .write(
                        Shares.even(SHARDS),
                        edge -> edge.fromStage() == 1 ? ElementType.UINT8 : ElementType.FLOAT16,
                        directory);
        List<Edge> exchanges =
                ModelDirectory.open(new LocalModelFiles(directory)).manifest().edges().stream()
                        .filter(Edge::crossesShards)
                        .toList();
        assertThat(exchanges)
                .extracting(Edge::wire)
                .startsWith(ElementType.UINT8, ElementType.FLOAT16);
    }

    @ParameterizedTest(name = "{0} + {1} · gauss")
    @MethodSource("ranges")
    void eightBitsAreOffByAStepOfTheirOwnRangeAtMost(double centre, double spread) {
        float[] values = values(centre, spread);
        double low = 0;
        double high = 0;
        for (float value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        double step = (high - low) / 255;

        float[] arrived = sent(values, ElementType.UINT8);

        // Half a step by rounding, half because zero is put on a step.
        for (int i = 0; i < values.length; i++) {
            assertThat((double) arrived[i])
                    .isCloseTo(values[i], within(step * (1 + 1e-5) + Double.MIN_NORMAL));
        }
    }

    static Stream<Arguments> ranges() {
        return Stream.of(
                Arguments.of(0, 1),
                Arguments.of(100, 1),
                Arguments.of(-3, .5),
                Arguments.of(0, 1e-20),
                Arguments.of(0, 1e20),
                Arguments.of(0, 0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1e-3, 1e3})
    void sixteenBitsKeepElevenBinaryDigits(double spread) {
        float[] values = values(0, spread);
        float[] arrived = sent(values, ElementType.FLOAT16);
        for (int i = 0; i < values.length; i++) {
            // Below 2^-14 digits are lost; steps are 2^-24 there.
            double half = Math.max(Math.abs(values[i]) / (1 << 11), 1.0 / (1 << 25));
            assertThat((double) arrived[i]).isCloseTo(values[i], within(half));
        }
    }

    @Test
    void zerosArriveAsZeros() {
        float[] values = values(2, 1);
        values[3] = 0;
        values[17] = 0;
        for (ElementType wire : ElementType.values()) {
            assertThat(sent(values, wire)[3]).isZero();
            assertThat(sent(values, wire)[17]).isZero();
        }
    }

    private static float[] values(double centre, double spread) {
        Random random = new Random(1);
        float[] values = new float[SHAPE.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (centre + spread * random.nextGaussian());
        }
        return values;
    }

    /** A tensor that one graph sends and another receives. */
    private static float[] sent(float[] values, ElementType wire) {
        WireTensor leaving = new WireTensor("x", SHAPE, wire);
        OnnxGraphBuilder sender = new OnnxGraphBuilder().input("x", SHAPE, ElementType.FLOAT32);
        leaving.send(sender);
        WireTensor arriving = new WireTensor("y", SHAPE, wire);
        OnnxGraphBuilder receiver = new OnnxGraphBuilder();
        arriving.receive(receiver);
        receiver.output("y");

        Map<String, float[]> outputs =
                OnnxRuntimeForward.run(sender.build("sender"), Map.of("x", values));
        Map<String, float[]> inputs = new HashMap<>();
        for (int i = 0; i < leaving.ports().size(); i++) {
            inputs.put(arriving.ports().get(i).name(), outputs.get(leaving.ports().get(i).name()));
        }
        return OnnxRuntimeForward.run(receiver.build("receiver"), inputs).get("y");
    }
}
