package org.decnn.operators.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.decnn.operators.testing.SplitRun.IN_ORDER;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.network.Network;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.shard.Edge;
import org.decnn.model.testing.SmallModels;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.engine.OnnxRuntimeEngine;
import org.decnn.operators.local.LocalSplit;
import org.decnn.operators.model.ModelRef;
import org.decnn.operators.slice.SampleId;
import org.decnn.operators.stage.InputKind;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The split network answers as the whole one does, but for what its exchanges round off.
 *
 * <p>An exchange puts each value off by at most one {@link #step} of its tensor's largest value:
 * float16 by half a unit in the eleventh binary digit, uint8 by half of 1/255 of the slice's range,
 * which is at most twice the largest value. Layers pass a relative error on about as large as it
 * came, so that the logits may be off by a step for each exchange.
 */
class WireTypesTest {

    /** Sums in another order: see {@link SplitEqualsWholeTest}. */
    private static final double FLOAT32_BOUND = 1e-4;

    private static final int SHARDS = 4;
    private static final SampleId SAMPLE = new SampleId(0, 5);

    @TempDir private static Path folder;

    static Stream<Arguments> everyNetworkInCompactTypes() {
        return SmallNetworks.all(7).stream()
                .flatMap(
                        network ->
                                Stream.of(ElementType.FLOAT16, ElementType.UINT8)
                                        .map(wire -> Arguments.of(network.name(), wire, network)));
    }

    @ParameterizedTest(name = "{0} with {1} on the wire")
    @MethodSource("everyNetworkInCompactTypes")
    void logitsAreOffByLittle(String name, ElementType wire, Network network) throws Exception {
        ModelDirectory directory = SmallModels.write(network, SHARDS, wire, folder);
        byte[] picture = SmallModels.picture(directory, 3);

        float[] whole = SmallModels.answer(directory, SmallModels.normalised(directory, picture));
        float[] split = run(directory, picture);

        try (LocalSplit local = LocalSplit.load(directory, new OnnxRuntimeEngine())) {
            assertThat(local.logits(picture)).isEqualTo(split);
            assertThat(local.logits(picture)).as("again").isEqualTo(split);
        }
        double largest = 0;
        double worst = 0;
        for (int i = 0; i < whole.length; i++) {
            largest = Math.max(largest, Math.abs(whole[i]));
            worst = Math.max(worst, Math.abs((double) split[i] - whole[i]));
        }
        long exchanges = directory.manifest().edges().stream().filter(Edge::crossesShards).count();
        assertThat(worst / largest).isLessThanOrEqualTo(FLOAT32_BOUND + exchanges * step(wire));
    }

    private static double step(ElementType wire) {
        return wire == ElementType.FLOAT16 ? 1.0 / (1 << 11) : 1.0 / 255;
    }

    private static float[] run(ModelDirectory directory, byte[] picture) throws Exception {
        OperatorHarnesses operators =
                OperatorHarnesses.of(
                        ModelRef.of(directory), directory.manifest(), SHARDS, InputKind.PICTURE);
        try (SplitRun run = new SplitRun(operators)) {
            run.submit(SAMPLE, picture);
            run.deliver(IN_ORDER);
            assertThat(run.logits()).containsOnlyKeys(List.of(SAMPLE));
            return run.logits().get(SAMPLE);
        }
    }
}
