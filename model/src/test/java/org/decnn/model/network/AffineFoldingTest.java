package org.decnn.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.decnn.model.network.AcrossChannels.LayerNorm;
import org.decnn.model.network.PerChannel.Affine;
import org.decnn.model.network.PerChannel.BatchNorm;
import org.decnn.model.network.PerChannel.Relu;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;
import org.decnn.model.network.WithinGroups.GroupNorm;
import org.decnn.model.testing.ReferenceForward;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A constant factor or summand becomes part of its neighbour only where nothing changes. */
class AffineFoldingTest {

    private static final int CHANNELS = 4;
    private static final TensorShape MAP = TensorShape.image(CHANNELS, 5, 5);
    private static final TensorShape VECTOR = TensorShape.vector(CHANNELS);

    private final Random random = new Random(11);

    static Stream<Arguments> folded() {
        AffineFoldingTest draw = new AffineFoldingTest();
        return Stream.of(
                arguments("into the convolution before it", MAP, draw.conv(2, 1), draw.affine()),
                arguments("into the linear layer before it", VECTOR, draw.linear(), draw.affine()),
                arguments("into the batch norm before it", MAP, draw.batchNorm(), draw.affine()),
                arguments("into the layer norm before it", MAP, draw.layerNorm(), draw.affine()),
                arguments("into the group norm before it", MAP, draw.groupNorm(), draw.affine()),
                arguments("into the one before it", MAP, draw.affine(), draw.affine()),
                arguments(
                        "into a convolution without padding", MAP, draw.affine(), draw.conv(2, 0)),
                arguments("a factor into one with padding", MAP, draw.factor(), draw.conv(1, 1)),
                arguments("into the linear layer behind it", VECTOR, draw.affine(), draw.linear()),
                arguments("into the batch norm behind it", MAP, draw.affine(), draw.batchNorm()));
    }

    static Stream<Arguments> kept() {
        AffineFoldingTest draw = new AffineFoldingTest();
        return Stream.of(
                arguments("a summand before padding", MAP, draw.affine(), draw.conv(1, 1)),
                arguments("before a normalisation", MAP, draw.affine(), draw.layerNorm()),
                arguments("behind a curve", MAP, new Relu(), draw.affine()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("folded")
    void itIsFoldedWhereTheResultIsTheSame(
            String name, TensorShape input, Operation first, Operation second) {
        assertThat(assertSame(chain(input, first, second)).layers()).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kept")
    void itStaysWhereTheResultWouldBeAnother(
            String name, TensorShape input, Operation first, Operation second) {
        assertThat(assertSame(chain(input, first, second)).layers()).hasSize(2);
    }

    @Test
    void aLayerThatOthersReadTooKeepsItsOutput() {
        Network network =
                new Network(
                        "shared",
                        MAP,
                        List.of(
                                Layer.of("conv", conv(1, 1), Network.INPUT),
                                Layer.of("affine", affine(), "conv"),
                                Layer.of("sum", new Joining.Add(), "conv", "affine")),
                        "sum");

        assertThat(assertSame(network).layers()).hasSize(3);
    }

    @Test
    void oneThatSeveralLayersReadIsFoldedIntoAllOrNone() {
        Network all =
                new Network(
                        "all",
                        MAP,
                        List.of(
                                Layer.of("affine", affine(), Network.INPUT),
                                Layer.of("a", conv(1, 0), "affine"),
                                Layer.of("b", conv(4, 0), "affine"),
                                Layer.of("sum", new Joining.Add(), "a", "b")),
                        "sum");
        Network one =
                new Network(
                        "one",
                        MAP,
                        List.of(
                                Layer.of("affine", affine(), Network.INPUT),
                                Layer.of("a", conv(1, 0), "affine"),
                                Layer.of("b", conv(1, 1), "affine"),
                                Layer.of("c", conv(1, 0), "b"),
                                Layer.of("sum", new Joining.Add(), "a", "c")),
                        "sum");

        assertThat(assertSame(all).layers()).hasSize(3);
        assertThat(assertSame(one).layers()).hasSize(5);
    }

    private static Network chain(TensorShape input, Operation first, Operation second) {
        return new Network(
                "chain",
                input,
                List.of(Layer.of("a", first, Network.INPUT), Layer.of("b", second, "a")),
                "b");
    }

    private static Network assertSame(Network network) {
        Network folded = AffineFolding.in(network);
        float[] input = SmallNetworks.randomInput(network, 1);
        float[] expected = ReferenceForward.run(network, input);
        float[] actual = ReferenceForward.run(folded, input);
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], Offset.offset(1e-4f));
        }
        return folded;
    }

    private Conv conv(int groups, int pad) {
        int inputs = CHANNELS / groups;
        return new Conv(
                groups,
                Window.square(3, 1, pad),
                Tensor.of(values(CHANNELS * inputs * 9), CHANNELS, inputs, 3, 3),
                values(CHANNELS));
    }

    private Linear linear() {
        return new Linear(Tensor.of(values(16), CHANNELS, CHANNELS), new float[0]);
    }

    private Affine affine() {
        return new Affine(values(CHANNELS), values(CHANNELS));
    }

    private Affine factor() {
        return new Affine(values(CHANNELS), new float[CHANNELS]);
    }

    private BatchNorm batchNorm() {
        float[] variance = values(CHANNELS);
        for (int i = 0; i < CHANNELS; i++) {
            variance[i] = 0.5f + Math.abs(variance[i]);
        }
        return new BatchNorm(values(CHANNELS), values(CHANNELS), values(CHANNELS), variance, 1e-5f);
    }

    private LayerNorm layerNorm() {
        return new LayerNorm(values(CHANNELS), values(CHANNELS), 1e-5f);
    }

    private GroupNorm groupNorm() {
        return new GroupNorm(2, values(CHANNELS), values(CHANNELS), 1e-5f);
    }

    private float[] values(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
