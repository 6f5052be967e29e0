package org.decnn.rewrite.decouple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.testing.ReferenceForward;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.rewrite.decouple.partition.Assignment;
import org.decnn.rewrite.structure.Shuffles;

class BlockDiagonalProperties {

    @Property(tries = 40)
    void aNetworkThatIsBlockDiagonalUnderSomePermutationComesBackBitForBit(
            @ForAll @LongRange(min = 0, max = 1_000_000) long seed, @ForAll Shuffles shuffles) {
        Network dense = Residual.network(seed, 8);
        Assignment hidden =
                Assignment.random(
                        Decoupled.problem(new DecoupledForm(dense, 2, 1, shuffles)),
                        new Random(seed));
        Network blocks = expanded(dense, new DecoupledForm(dense, 2, 1, shuffles), hidden);

        DecoupledForm form = new DecoupledForm(blocks, 2, 1, shuffles);
        Decoupled found = Decoupled.of(form, seed);
        Decoupled refitted = found.refit(Residual.pictures(blocks, 8), 0, 1);

        assertThat(found.keptEnergy().values()).allMatch(kept -> Math.abs(kept - 1) < 1e-12);
        assertThat(refitted.errors()).isEmpty();
        assertThat(weights(refitted.network())).isEqualTo(weights(found.network()));
        assertThat(weights(expanded(blocks, form, found.assignment()))).isEqualTo(weights(blocks));
        float[] picture = SmallNetworks.randomInput(blocks, seed);
        float[] answer = ReferenceForward.run(refitted.network(), picture);
        float[] expected = ReferenceForward.run(blocks, picture);
        for (int i = 0; i < answer.length; i++) {
            assertThat(answer[i])
                    .isCloseTo(expected[i], within(1e-4f * (1 + Math.abs(expected[i]))));
        }
    }

    /** The dense network whose connections are those that the assignment's groups keep. */
    private static Network expanded(Network dense, DecoupledForm form, Assignment assignment) {
        Network grouped = Decoupled.of(form, assignment).network();
        List<Layer> layers = new ArrayList<>();
        for (Layer layer : dense.layers()) {
            Layer kept =
                    grouped.layers().stream()
                            .filter(it -> it.name().equals(layer.name()))
                            .findFirst()
                            .orElseThrow();
            layers.add(
                    kept.operation() instanceof Conv conv && conv.groups() > 1
                            ? new Layer(
                                    layer.name(),
                                    expanded(
                                            (Conv) layer.operation(),
                                            conv,
                                            form.read(layer.inputs().get(0), assignment)
                                                    .orElseThrow(),
                                            form.written(layer.name(), assignment).orElseThrow()),
                                    layer.inputs())
                            : layer);
        }
        return new Network(dense.name(), dense.input(), layers, dense.output());
    }

    private static Conv expanded(Conv dense, Conv grouped, int[] inputs, int[] outputs) {
        int kernel = dense.weight().dim(2) * dense.weight().dim(3);
        int groupInputs = inputs.length / grouped.groups();
        int groupOutputs = outputs.length / grouped.groups();
        float[] weight = new float[dense.weight().values().length];
        for (int slot = 0; slot < outputs.length; slot++) {
            for (int i = 0; i < groupInputs; i++) {
                int input = inputs[slot / groupOutputs * groupInputs + i];
                System.arraycopy(
                        grouped.weight().values(),
                        (slot * groupInputs + i) * kernel,
                        weight,
                        (outputs[slot] * dense.inputs() + input) * kernel,
                        kernel);
            }
        }
        return new Conv(1, dense.window(), Tensor.of(weight, dense.weight().shape()), dense.bias());
    }

    private static List<Tensor> weights(Network network) {
        return network.layers().stream()
                .filter(layer -> layer.operation() instanceof Conv)
                .map(layer -> ((Conv) layer.operation()).weight())
                .toList();
    }
}
