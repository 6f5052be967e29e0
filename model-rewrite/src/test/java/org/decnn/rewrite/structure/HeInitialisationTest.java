package org.decnn.rewrite.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.PerChannel.BatchNorm;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;
import org.decnn.model.onnx.OnnxWriter;
import org.decnn.model.testing.OnnxRuntimeForward;
import org.decnn.model.testing.ReferenceForward;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HeInitialisationTest {

    private static final Network BLANK =
            Structure.RESNET20.blank(new Decoupling(4, 2, Shuffles.STAGES), 10, 32);

    static Stream<Network> smallNetworks() {
        return Stream.of(
                BLANK,
                Structure.VGG16.blank(new Decoupling(4, .0625, Shuffles.BLOCKS), 10, 32),
                Structure.RESNET20.blank(new Decoupling(2, .5, Shuffles.BLOCKS), 7, 9),
                Structure.RESNET34.blank(new Decoupling(4, .0625, Shuffles.BLOCKS), 5, 45),
                Structure.RESNET50.blank(new Decoupling(2, .0625, Shuffles.STAGES), 5, 37));
    }

    @ParameterizedTest
    @MethodSource("smallNetworks")
    void theWrittenNetworkPredictsWhatItsLayersSay(Network blank) {
        Network network = HeInitialisation.of(blank, 3);
        float[] input = SmallNetworks.randomInput(network, 5);

        float[] answer = OnnxRuntimeForward.run(OnnxWriter.write(network), input);

        float[] expected = ReferenceForward.run(network, input);
        float most = 0;
        for (float value : expected) {
            most = Math.max(most, Math.abs(value));
        }
        assertThat(most).isPositive();
        assertThat(answer).containsExactly(expected, within(1e-4f * most));
    }

    @Test
    void aSeedGivesTheSameBytesAndAnotherSeedOthers() {
        byte[] one = OnnxWriter.write(HeInitialisation.of(BLANK, 1));

        assertThat(OnnxWriter.write(HeInitialisation.of(BLANK, 1))).isEqualTo(one);
        assertThat(OnnxWriter.write(HeInitialisation.of(BLANK, 2))).isNotEqualTo(one);
    }

    @Test
    void aConvolutionsWeightsHaveTheVarianceOfItsFanOut() {
        for (Conv conv : drawn(Conv.class)) {
            float[] weights = conv.weight().values();
            int area = conv.weight().dim(2) * conv.weight().dim(3);
            double variance = 2.0 * conv.groups() / (conv.outputs() * area);

            double error = Math.sqrt(2.0 / weights.length); // of a sample's variance, relative
            assertThat(meanSquare(weights) / variance).isCloseTo(1, within(5 * error));
        }
    }

    @Test
    void aLinearLayersWeightsAndBiasesAreUniformAsInPyTorch() {
        Linear linear = drawn(Linear.class).get(0);
        float bound = (float) (1 / Math.sqrt(linear.weight().dim(1)));

        for (float[] values : List.of(linear.weight().values(), linear.bias())) {
            for (float value : values) {
                assertThat(value).isBetween(-bound, bound);
            }
        }
        assertThat(meanSquare(linear.weight().values()))
                .isCloseTo(bound * bound / 3, within(bound * bound / 30.));
        assertThat(linear.bias()).doesNotContain(0);
    }

    @Test
    void aBatchNormStartsAsTheIdentity() {
        for (BatchNorm norm : drawn(BatchNorm.class)) {
            assertThat(norm.gamma()).containsOnly(1);
            assertThat(norm.beta()).containsOnly(0);
            assertThat(norm.mean()).containsOnly(0);
            assertThat(norm.variance()).containsOnly(1);
        }
    }

    private static <T> List<T> drawn(Class<T> kind) {
        return HeInitialisation.of(BLANK, 1).layers().stream()
                .map(Layer::operation)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private static double meanSquare(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return sum / values.length;
    }
}
