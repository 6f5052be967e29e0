package org.decnn.operators.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.decnn.operators.testing.SplitRun.IN_ORDER;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.network.AcrossChannels.Lrn;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Network;
import org.decnn.model.network.TensorShape;
import org.decnn.model.shard.Shares;
import org.decnn.model.shard.Stem;
import org.decnn.model.testing.NetworkSketch;
import org.decnn.model.testing.SmallModels;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.model.ModelRef;
import org.decnn.operators.slice.SampleId;
import org.decnn.operators.stage.InputKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The split network, run by the job's operators with any engine, answers as {@code network.onnx}
 * does: pictures on as many devices as shards, tensors on one.
 */
class SplitEqualsWholeTest {

    private static final double TOLERANCE = 1e-4;
    private static final SampleId SAMPLE = new SampleId(2, 17);

    @TempDir private static Path folder;

    static Stream<Arguments> everySplit() {
        return Stream.of(1, 2, 4)
                .flatMap(
                        shards ->
                                IntStream.range(0, SmallNetworks.all(1).size())
                                        .mapToObj(
                                                i ->
                                                        Arguments.of(
                                                                SmallNetworks.all(shards + i)
                                                                        .get(i)
                                                                        .name(),
                                                                shards,
                                                                SmallNetworks.all(shards + i)
                                                                        .get(i))));
    }

    @ParameterizedTest(name = "{0} over {1} shard(s)")
    @MethodSource("everySplit")
    void everyNetworkSplitEqualsTheWhole(String name, int shards, Network network)
            throws Exception {
        assertEqualsTheWhole(SmallModels.write(network, shards, folder), network, shards);
    }

    @ParameterizedTest(name = "{0} over {1} shard(s)")
    @MethodSource("everySplit")
    void soDoesEveryNetworkWhoseStemIsComputedWhereThePictureIsDecoded(
            String name, int shards, Network network) throws Exception {
        assertEqualsTheWhole(
                SmallModels.write(network, shards, Stem.HOME, folder), network, shards);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyNetwork")
    void soDoesEveryNetworkOnBoardsOfUnequalSpeed(String name, Network network) throws Exception {
        Shares shares = new Shares(List.of(2., 0.7, 1.));
        assertEqualsTheWhole(SmallModels.write(network, shares, folder), network, shares.shards());
    }

    static Stream<Arguments> everyNetwork() {
        return SmallNetworks.all(9).stream().map(network -> Arguments.of(network.name(), network));
    }

    private static void assertEqualsTheWhole(ModelDirectory directory, Network network, int shards)
            throws Exception {
        byte[] picture = SmallModels.picture(directory, 3);
        float[] input = SmallNetworks.randomInput(network, 4);

        float[] expectedOfPicture =
                SmallModels.answer(directory, SmallModels.normalised(directory, picture));
        float[] expectedOfTensor = SmallModels.answer(directory, input);

        for (Engine engine : Engines.ALL) {
            float[] ofPicture = run(engine, directory, shards, InputKind.PICTURE, picture);
            byte[] tensor = SmallModels.littleEndian(input);
            float[] ofTensor = run(engine, directory, 1, InputKind.TENSOR, tensor);

            assertEqual(engine, ofPicture, expectedOfPicture);
            assertEqual(engine, ofTensor, expectedOfTensor);
        }
    }

    /** The input passes the cut between two stages beside what was made of it. */
    @Test
    void aNetworkThatReadsItsInputAgainInALaterStageEqualsTheWhole() throws Exception {
        NetworkSketch net = new NetworkSketch("late-reader", 1, TensorShape.image(3, 8, 8));
        String x = net.conv("conv", 3, 1, 3, 1, Network.INPUT);
        x = net.layer("norm", new Lrn(3, 0.1f, 0.5f, 2f), x);
        x = net.layer("add", new Add(), x, Network.INPUT);
        Network network = net.network(net.classifier(SmallNetworks.CLASSES, x));
        everyNetworkSplitEqualsTheWhole(network.name(), 2, network);
    }

    private static float[] run(
            Engine engine, ModelDirectory directory, int devices, InputKind kind, byte[] input)
            throws Exception {
        OperatorHarnesses operators =
                OperatorHarnesses.of(ModelRef.of(directory), directory.manifest(), devices, kind)
                        .computingWith(engine);
        try (SplitRun run = new SplitRun(operators)) {
            run.submit(SAMPLE, input);
            run.deliver(IN_ORDER);
            assertThat(run.logits()).containsOnlyKeys(List.of(SAMPLE));
            return run.logits().get(SAMPLE);
        }
    }

    private static void assertEqual(Engine engine, float[] actual, float[] expected) {
        double largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs((double) actual[i] - expected[i]) / largest)
                    .as(
                            "%s: logit %d is %s, expected %s",
                            engine.getClass().getSimpleName(), i, actual[i], expected[i])
                    .isLessThanOrEqualTo(TOLERANCE);
        }
        assertThat(top1(actual)).isEqualTo(top1(expected));
    }

    private static int top1(float[] logits) {
        return IntStream.range(0, logits.length)
                .reduce((best, i) -> logits[i] > logits[best] ? i : best)
                .orElseThrow();
    }
}
