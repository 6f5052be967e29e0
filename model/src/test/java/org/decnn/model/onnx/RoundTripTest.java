package org.decnn.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel;
import org.decnn.model.network.PerChannel.Relu;
import org.decnn.model.network.Renumbering.Select;
import org.decnn.model.network.TensorShape;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoundTripTest {

    static Stream<Network> networks() {
        Network selecting =
                new Network(
                        "selecting",
                        TensorShape.image(4, 2, 2),
                        List.of(
                                Layer.of("picked", new Select(new int[] {3, 0, 3}), Network.INPUT),
                                Layer.of("relu", new Relu(), "picked")),
                        "relu");
        return Stream.concat(SmallNetworks.all(7).stream(), Stream.of(selecting));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aWrittenNetworkIsReadBackAsItWas(Network network) {
        Network read =
                OnnxReader.read(
                        OnnxWriter.write(network), network.name() + ".onnx", OptionalInt.empty());

        assertThat(read.name()).isEqualTo(network.name());
        assertThat(read.input()).isEqualTo(network.input());
        assertThat(read.output()).isEqualTo(network.output());
        assertThat(read.layers())
                .usingRecursiveComparison()
                .withStrictTypeChecking()
                .isEqualTo(
                        List.copyOf(
                                network.layers().stream()
                                        .map(layer -> floored(network, layer))
                                        .toList()));
    }

    /** Windows that hang over the edge are written with padding there. */
    private static Layer floored(Network network, Layer layer) {
        TensorShape in = network.shapeOf(layer.inputs().get(0));
        Operation operation = layer.operation();
        if (operation instanceof PerChannel.MaxPool pool) {
            operation = new PerChannel.MaxPool(pool.window().floored(in));
        } else if (operation instanceof PerChannel.AveragePool pool && !pool.countPadding()) {
            operation = new PerChannel.AveragePool(pool.window().floored(in), false);
        }
        return new Layer(layer.name(), operation, layer.inputs());
    }
}
