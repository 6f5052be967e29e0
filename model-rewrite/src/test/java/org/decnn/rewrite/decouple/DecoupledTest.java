package org.decnn.rewrite.decouple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.network.FoldBatchNorm;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.PerChannel.BatchNorm;
import org.decnn.model.network.Renumbering.ChannelShuffle;
import org.decnn.model.network.Renumbering.Select;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.onnx.OnnxWriter;
import org.decnn.model.shard.Sharder;
import org.decnn.model.testing.OnnxRuntimeForward;
import org.decnn.model.testing.ReferenceForward;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.rewrite.decouple.partition.Assignment;
import org.decnn.rewrite.structure.PlannedExchange;
import org.decnn.rewrite.structure.Shuffles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecoupledTest {

    private static Decoupled decoupled(Network network, double width, Shuffles shuffles) {
        return Decoupled.of(new DecoupledForm(network, 4, width, shuffles), 1);
    }

    static List<Network> networks() {
        return List.of(
                Residual.network(1, 8),
                FoldBatchNorm.in(Residual.network(2, 8)),
                SmallNetworks.denseChain(3),
                SmallNetworks.denseResidual(4),
                SmallNetworks.vggLike(5));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void refitNeverRaisesALayersErrorAndBringsTheAnswerNearerToTheOriginal(Network network) {
        Decoupled kept = decoupled(network, 1.5, Shuffles.STAGES);
        float[][] pictures = Residual.pictures(network, 24);

        Decoupled refitted = kept.refit(pictures, 0, 1);

        assertThat(refitted.errors()).isNotEmpty();
        refitted.errors()
                .forEach(
                        (layer, error) ->
                                assertThat(error.after())
                                        .as(layer)
                                        .isLessThanOrEqualTo(error.before()));
        assertThat(distance(network, refitted.network(), pictures))
                .isLessThan(distance(network, kept.network(), pictures));
    }

    private static double distance(Network one, Network other, float[][] pictures) {
        double distance = 0;
        for (float[] picture : pictures) {
            float[] expected = ReferenceForward.run(one, picture);
            float[] answer = ReferenceForward.run(other, picture);
            for (int i = 0; i < answer.length; i++) {
                distance += Math.pow(answer[i] - expected[i], 2);
            }
        }
        return distance;
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theRefittedNetworkGivesTheSameAnswerInOnnxRuntime(Network network) {
        Network rewritten =
                decoupled(network, 1.75, Shuffles.STAGES)
                        .refit(Residual.pictures(network, 8), 1e-2, 1)
                        .network();
        float[] picture = SmallNetworks.randomInput(network, 99);

        float[] answer = OnnxRuntimeForward.run(OnnxWriter.write(rewritten), picture);

        float[] expected = ReferenceForward.run(rewritten, picture);
        for (int i = 0; i < answer.length; i++) {
            assertThat(answer[i])
                    .isCloseTo(expected[i], within(1e-4f * (1 + Math.abs(expected[i]))));
        }
    }

    @Test
    void refitLeavesBatchNormWithTheStatisticsOfWhatItReads() {
        Network network = Residual.network(1, 8);
        float[][] pictures = Residual.pictures(network, 16);
        Network rewritten =
                decoupled(network, 1, Shuffles.STAGES).refit(pictures, 1e-2, 1).network();
        Network toConvolution =
                new Network("cut", rewritten.input(), rewritten.layers(), "layer1.0.2.conv");

        int area = toConvolution.shapeOf("layer1.0.2.conv").area();
        double sum = 0;
        for (float[] picture : pictures) {
            float[] values = ReferenceForward.run(toConvolution, picture);
            for (int i = 0; i < area; i++) {
                sum += values[i];
            }
        }

        BatchNorm norm = (BatchNorm) operation(rewritten, "layer1.0.2.bn");
        assertThat(norm.mean()[0]).isCloseTo((float) (sum / area / pictures.length), within(1e-4f));
    }

    private static Object operation(Network network, String layer) {
        return network.layers().stream()
                .filter(it -> it.name().equals(layer))
                .findFirst()
                .orElseThrow()
                .operation();
    }

    @Test
    void searchedAssignmentKeepsMoreThanTheIdentityAndThanChance() {
        DecoupledForm form = new DecoupledForm(Residual.network(6, 16), 4, 1.75, Shuffles.STAGES);
        double found = sum(Decoupled.of(form, 1));

        assertThat(found)
                .isGreaterThan(
                        sum(Decoupled.of(form, Assignment.identity(Decoupled.problem(form)))));
        for (int i = 0; i < 10; i++) {
            Assignment random = Assignment.random(Decoupled.problem(form), new Random(i));
            assertThat(found).isGreaterThan(sum(Decoupled.of(form, random)));
        }
    }

    private static double sum(Decoupled decoupled) {
        return decoupled.keptEnergy().values().stream().mapToDouble(it -> it).sum();
    }

    @Test
    void everyConvolutionButTheStemIsGrouped() {
        Network rewritten = decoupled(Residual.network(1, 8), 1.75, Shuffles.STAGES).network();

        for (Layer layer : rewritten.layers()) {
            if (layer.operation() instanceof Conv conv) {
                assertThat(conv.groups())
                        .as(layer.name())
                        .isEqualTo(layer.name().startsWith("stem") ? 1 : 4);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Shuffles.class)
    void shufflesStandWhereTheyWereAskedForAndAreTheOnlyExchanges(Shuffles shuffles) {
        Network rewritten = decoupled(Residual.network(1, 8), 2, shuffles).network();
        List<String> expected =
                switch (shuffles) {
                    case NONE -> List.of();
                    case STAGES -> List.of("layer1.1.relu.shuffle");
                    case STRIDES, BUTTERFLY -> List.of("layer2.0.1.relu.shuffle");
                    case BLOCKS ->
                            List.of(
                                    "layer1.0.relu.shuffle",
                                    "layer1.1.relu.shuffle",
                                    "layer2.0.relu.shuffle");
                };

        assertThat(
                        rewritten.layers().stream()
                                .filter(
                                        it ->
                                                it.operation() instanceof ChannelShuffle
                                                        || it.operation() instanceof Select)
                                .map(Layer::name))
                .isEqualTo(expected);
        assertThat(PlannedExchange.in(Sharder.shard(FoldBatchNorm.in(rewritten), 4)))
                .hasSize(expected.size());
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1.3, 1.75, 2, 4, 5})
    void channelsAreRoundedToAMultipleOfTheGroupsAndThatIsSaid(double width) {
        DecoupledForm form = new DecoupledForm(Residual.network(1, 8), 4, width, Shuffles.STAGES);
        Network rewritten = Decoupled.of(form, 1).network();

        assertThat(rewritten.shapeOf("stem.relu").channels() % 4).isZero();
        assertThat(form.rounded().isEmpty()).isEqualTo(8 * width % 4 == 0);
    }

    static Stream<Arguments> usualShuffles() {
        return Stream.of(
                Arguments.of(Residual.network(1, 8), Shuffles.STRIDES),
                Arguments.of(SmallNetworks.denseChain(1), Shuffles.STAGES),
                Arguments.of(SmallNetworks.vggLike(1), Shuffles.STAGES));
    }

    @ParameterizedTest
    @MethodSource("usualShuffles")
    void groupsMeetWithinStridedBlocksOrWhereThereAreNoneAfterStages(
            Network network, Shuffles usual) {
        DecoupledForm form = new DecoupledForm(network, 4, 1, 1, Optional.empty(), Gates.WHOLE);

        assertThat(form.placement()).isEqualTo(usual);
        assertThat(Decoupled.of(form, 1).record().shuffles()).isEqualTo(usual);
    }

    private static DecoupledForm inBlocks(int groups, int multiple) {
        return new DecoupledForm(
                Residual.network(1, 8),
                groups,
                1.5,
                multiple,
                Optional.of(Shuffles.STAGES),
                Gates.WHOLE);
    }

    @ParameterizedTest
    @CsvSource({"1, 12", "4, 16", "5, 20", "6, 24", "8, 32"})
    void slotsOfAGroupFillWholeBlocksWhereThatIsAskedFor(int multiple, int slots) {
        DecoupledForm form = inBlocks(4, multiple);
        Network rewritten = Decoupled.of(form, 1).network();

        assertThat(rewritten.shapeOf("stem.relu").channels()).isEqualTo(slots);
        assertThat(form.rounded().isEmpty()).isEqualTo(multiple == 1);
    }

    @Test
    void atATieSlotsAreFewer() {
        DecoupledForm form = inBlocks(2, 4);

        assertThat(Decoupled.of(form, 1).network().shapeOf("stem.relu").channels()).isEqualTo(8);
    }

    @Test
    void theRecordOfWhatWasKeptTravelsInTheNetworksFile(@TempDir Path folder) throws Exception {
        Decoupled rewritten =
                decoupled(Residual.network(1, 8), 1.3, Shuffles.STAGES)
                        .refit(Residual.pictures(Residual.network(1, 8), 8), 1e-2, 1);
        Path file = folder.resolve("rewritten.onnx");

        new NetworkFile(
                        rewritten.network(),
                        Optional.empty(),
                        Map.of(RewriteRecord.KEY, rewritten.record().toJson()))
                .write(file);

        String json = NetworkFile.read(file, OptionalInt.empty()).notes().get(RewriteRecord.KEY);
        RewriteRecord record = RewriteRecord.fromJson(json);
        assertThat(record).isEqualTo(rewritten.record());
        assertThat(record.layers()).hasSize(10).allMatch(layer -> layer.errorAfter() != null);
        assertThat(record.rounded()).isNotEmpty();
    }
}
