package org.decnn.model.shard;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.decnn.model.network.Joining;
import org.decnn.model.network.Joining.Arithmetic;
import org.decnn.model.network.Network;
import org.decnn.model.network.TensorShape;
import org.decnn.model.testing.NetworkSketch;
import org.decnn.model.testing.ReferenceForward;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.model.testing.SplitForward;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Two inputs in any two layouts, in either order, for each operation that joins. */
class JoinedLayoutsTest {

    private static final int CHANNELS = 8;
    private static final int SHARDS = 4;

    /** Each way to have a tensor of the picture's own shape in one of the layouts. */
    private enum Kind {
        REPLICATED {
            @Override
            String from(NetworkSketch net, String name) {
                return net.relu(name, Network.INPUT);
            }
        },
        SHARDED {
            @Override
            String from(NetworkSketch net, String name) {
                return net.conv(name, CHANNELS, 1, 3, 1, Network.INPUT);
            }
        },
        /** A convolution of what is split gives partial sums where it makes less of more. */
        PARTIAL {
            @Override
            String from(NetworkSketch net, String name) {
                String wide = net.conv(name + ".wide", 3 * CHANNELS, 1, 1, 1, Network.INPUT);
                return net.conv(name, CHANNELS, 1, 3, 1, wide);
            }
        };

        abstract String from(NetworkSketch net, String name);
    }

    static Stream<Arguments> joins() {
        List<Joining> operations =
                new ArrayList<>(List.of(new Joining.Add(), new Joining.Concat()));
        for (Arithmetic.Operator operator : Arithmetic.Operator.values()) {
            // Quotients of what may be 0 cannot be compared.
            if (operator != Arithmetic.Operator.DIVIDE) {
                operations.add(new Arithmetic(operator));
            }
        }
        return operations.stream()
                .flatMap(
                        operation ->
                                Stream.of(Kind.values())
                                        .flatMap(
                                                first ->
                                                        Stream.of(Kind.values())
                                                                .map(
                                                                        second ->
                                                                                Arguments.of(
                                                                                        operation,
                                                                                        first,
                                                                                        second))));
    }

    @ParameterizedTest
    @MethodSource("joins")
    void theSplitJoinEqualsTheWholeOne(Joining operation, Kind first, Kind second) {
        NetworkSketch net = new NetworkSketch("joined", 3, TensorShape.image(CHANNELS, 5, 5));
        String a = first.from(net, "a");
        String b = second.from(net, "b");
        String joined = net.layer("join", operation, a, b);
        Network network = net.network(net.classifier(SmallNetworks.CLASSES, joined));
        float[] input = SmallNetworks.randomInput(network, 5);

        float[] whole = ReferenceForward.run(network, input);

        for (int shards : new int[] {2, 3, SHARDS}) {
            SharderTest.assertClose(SplitForward.run(Sharder.shard(network, shards), input), whole);
        }
    }
}
