package org.decnn.rewrite.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Window;
import org.decnn.model.testing.EveryOperation;
import org.decnn.model.testing.ReferenceForward;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation there is computes and learns in PyTorch, or is refused by its layer's name. */
class TorchOperationsTest {

    /** What no network is trained with here; pictures are normalised before the network. */
    private static final Set<String> NOT_TRAINED = Set.of("Lrn", "Normalise", "FullChroma");

    private static final Map<String, Network> NETWORKS = EveryOperation.networks();

    static Stream<String> trained() {
        return NETWORKS.keySet().stream().filter(name -> isTrained(NETWORKS.get(name)));
    }

    private static boolean isTrained(Network network) {
        return network.layers().stream()
                .map(layer -> layer.operation().getClass().getSimpleName())
                .noneMatch(NOT_TRAINED::contains);
    }

    @ParameterizedTest
    @MethodSource("trained")
    void aBatchIsWhatAPlainForwardPassMakesOfEachPicture(String name) {
        Network network = NETWORKS.get(name);
        try (NDManager manager = Torch.manager(1)) {
            float[] first = SmallNetworks.randomInput(network, 1);
            float[] second = SmallNetworks.randomInput(network, 2);

            NDArray output =
                    new TorchNetwork(network, manager)
                            .logits(batch(manager, network.input(), first, second), false);

            Network plain = network.upToLogits();
            assertClose(output.get(0).toFloatArray(), ReferenceForward.run(plain, first));
            assertClose(output.get(1).toFloatArray(), ReferenceForward.run(plain, second));
        }
    }

    /** The slope of a random sum of the outputs, in a random direction. */
    @ParameterizedTest
    @MethodSource("trained")
    void gradientsAreTheSlopesOfWhatIsComputed(String name) {
        Network network = NETWORKS.get(name).upToLogits();
        try (NDManager manager = Torch.manager(1)) {
            TorchNetwork torch = new TorchNetwork(network, manager);
            float[] at = SmallNetworks.randomInput(network, 4);
            float[] direction = SmallNetworks.randomInput(network, 5);
            TensorShape out = network.shapeOf(network.output());
            NDArray weights = manager.create(random(out.elements())).reshape(1, out.elements());
            NDArray input = batch(manager, network.input(), at);
            input.setRequiresGradient(true);
            torch.trained();
            try (GradientCollector gradients = manager.getEngine().newGradientCollector()) {
                gradients.backward(torch.logits(input, false).reshape(1, -1).mul(weights).sum());
            }

            double computed = 0;
            float[] gradient = input.getGradient().toFloatArray();
            for (int i = 0; i < gradient.length; i++) {
                computed += (double) gradient[i] * direction[i];
            }
            double step = 1e-3;
            double slope =
                    (sum(network, at, direction, step, weights.toFloatArray())
                                    - sum(network, at, direction, -step, weights.toFloatArray()))
                            / (2 * step);
            assertThat(computed).isCloseTo(slope, Offset.offset(0.02 * Math.abs(slope) + 0.05));
        }
    }

    private static double sum(
            Network network, float[] at, float[] direction, double step, float[] weights) {
        float[] moved = at.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += (float) (step * direction[i]);
        }
        float[] output = ReferenceForward.run(network, moved);
        double sum = 0;
        for (int i = 0; i < output.length; i++) {
            sum += (double) output[i] * weights[i];
        }
        return sum;
    }

    private static float[] random(int count) {
        java.util.Random random = new java.util.Random(6);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("trained")
    void aSnapshotIsTheNetwork(String name) {
        Network network = NETWORKS.get(name).upToLogits();
        try (NDManager manager = Torch.manager(1)) {
            TorchNetwork torch = new TorchNetwork(network, manager);

            Network snapshot = torch.snapshot();

            long learned =
                    torch.trained().stream().mapToLong(weight -> weight.array().size()).sum();
            assertThat(learned).isEqualTo(network.parameters());
            float[] input = SmallNetworks.randomInput(network, 3);
            assertThat(ReferenceForward.run(snapshot, input))
                    .containsExactly(ReferenceForward.run(network, input));
        }
    }

    @Test
    void whatIsLearnedIsWrittenBack() {
        for (String name : List.of("learned slopes", "layer norm", "group norm", "batch norm")) {
            Network network = NETWORKS.get(name);
            try (NDManager manager = Torch.manager(1)) {
                TorchNetwork torch = new TorchNetwork(network, manager);
                torch.trained()
                        .forEach(
                                weight -> {
                                    assertThat(weight.decays()).as(weight.name()).isFalse();
                                    weight.array().setRequiresGradient(false);
                                    weight.array().addi(1);
                                });

                float[] input = SmallNetworks.randomInput(network, 3);
                assertClose(
                        torch.logits(batch(manager, network.input(), input), false).toFloatArray(),
                        ReferenceForward.run(torch.snapshot(), input));
            }
        }
    }

    @Test
    void everyOperationIsTrainedOrRefused() {
        Set<String> trained = EveryOperation.kindsIn(trained().map(NETWORKS::get));
        Set<String> all =
                EveryOperation.kinds().stream()
                        .map(Class::getSimpleName)
                        .collect(Collectors.toCollection(TreeSet::new));

        all.removeAll(NOT_TRAINED);
        assertThat(trained).isEqualTo(all);
    }

    @Test
    void whatIsNotTrainedIsRefusedByItsLayersName() {
        Network lrn = NETWORKS.get("response norm");
        assertRefused(lrn, "layer 'it' is a Lrn");
        for (Operation operation : EveryOperation.ofPictures()) {
            int channels = operation.getClass().getSimpleName().equals("Normalise") ? 3 : 1;
            assertRefused(
                    new Network(
                            "picture",
                            TensorShape.image(channels, 6, 4),
                            List.of(Layer.of("first", operation, Network.INPUT)),
                            "first"),
                    "layer 'first' is a " + operation.getClass().getSimpleName());
        }
    }

    private static void assertRefused(Network network, String message) {
        try (NDManager manager = Torch.manager(1)) {
            assertThatThrownBy(() -> new TorchNetwork(network, manager))
                    .isInstanceOf(NetworkException.class)
                    .hasMessageStartingWith(message)
                    .hasMessageContaining("train the network elsewhere");
        }
    }

    @Test
    void aMaxPoolMayHaveDilationAndMorePaddingThanHalfAKernel() {
        Window dilated = new Window(2, 3, 2, 1, 1, 2, 1, 2, 2, 2, true);
        Network network =
                new Network(
                        "dilated",
                        TensorShape.image(2, 6, 7),
                        List.of(Layer.of("it", new PerChannel.MaxPool(dilated), Network.INPUT)),
                        "it");
        try (NDManager manager = Torch.manager(1)) {
            float[] input = SmallNetworks.randomInput(network, 1);
            assertClose(
                    new TorchNetwork(network, manager)
                            .logits(batch(manager, network.input(), input), false)
                            .toFloatArray(),
                    ReferenceForward.run(network, input));
        }
    }

    private static NDArray batch(NDManager manager, TensorShape shape, float[]... inputs) {
        float[] all = new float[inputs.length * shape.elements()];
        for (int i = 0; i < inputs.length; i++) {
            System.arraycopy(inputs[i], 0, all, i * shape.elements(), shape.elements());
        }
        return manager.create(
                all, new Shape(inputs.length, shape.channels(), shape.height(), shape.width()));
    }

    private static void assertClose(float[] computed, float[] expected) {
        float largest = 1e-3f;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(computed).hasSameSizeAs(expected);
        for (int i = 0; i < computed.length; i++) {
            assertThat(computed[i]).isCloseTo(expected[i], Offset.offset(1e-5f * largest));
        }
    }
}
