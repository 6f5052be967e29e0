package org.decnn.rewrite.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel.BatchNorm;
import org.decnn.model.network.Renumbering.ChannelShuffle;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.ShardedNetwork;
import org.decnn.model.shard.Sharder;
import org.decnn.model.shard.Transfer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The structures are those of the papers that they come from. */
class StructureTest {

    /** Figures: DeCNN (Du et al. 2020) and torchvision. */
    @ParameterizedTest
    @CsvSource({
        "RESNET50, 1, 1,    NONE,   25.557032, 4.09",
        "RESNET50, 4, 1,    STAGES, 7.97,      1.11",
        "RESNET50, 4, 1.5,  STAGES, 16.35,     2.41",
        "RESNET50, 4, 1.75, STAGES, 21.64,     3.25",
        "RESNET34, 1, 1,    NONE,   21.797672, 3.66",
        "RESNET20, 4, 2,    STAGES, 0.275114,  0.041256192",
        "RESNET20, 1, 1,    NONE,   0.272474,  0.0408",
        "RESNET56, 1, 1,    NONE,   0.855770,  0.1257",
    })
    void parametersAndMultiplyAccumulatesAreThePublishedOnes(
            Structure structure,
            int groups,
            double width,
            Shuffles shuffles,
            String millions,
            String gmac) {
        Network network = usual(structure, new Decoupling(groups, width, shuffles));

        assertThat(network.parameters() / 1e6).isCloseTo(value(millions), asPrinted(millions));
        assertThat(network.macs() / 1e9).isCloseTo(value(gmac), asPrinted(gmac));
    }

    @Test
    void vgg16HasTorchvisionsParameters() {
        Network small = Structure.VGG16.blank(Decoupling.DENSE, 1000, 32);

        // At 224 pixels its first fully connected layer reads 7×7 values a channel, here one.
        long ofLargerInput = 48L * 512 * 4096;
        assertThat(small.parameters() + ofLargerInput).isEqualTo(138_365_992);
    }

    @Test
    void theDecoupledResnet50ExchangesThreeTimes() {
        Network network = usual(Structure.RESNET50, new Decoupling(4, 1.75, Shuffles.STAGES));

        assertThat(PlannedExchange.in(Sharder.shard(network, 4)))
                .containsExactly(
                        new PlannedExchange("conv1–layer1", "layer2", "shuffle", 351_232),
                        new PlannedExchange("layer2", "layer3", "shuffle", 175_616),
                        new PlannedExchange("layer3", "layer4–fc", "shuffle", 87_808));
    }

    @Test
    @Tag("shared-data")
    void resnet20HasTheStructureOfTheOneTrainedElsewhere() {
        Path models = Path.of(System.getenv("DECNN_DATA"), "models");
        Network trained =
                NetworkFile.read(
                                models.resolve("decnn-resnet20-g4-cifar10.onnx"),
                                OptionalInt.empty())
                        .network();

        Network made = usual(Structure.RESNET20, new Decoupling(4, 2, Shuffles.STAGES));

        assertThat(operations(made)).isEqualTo(operations(trained));
    }

    @ParameterizedTest
    @CsvSource({
        "RESNET20, 8",
        "RESNET56, 26",
        "VGG16, 11",
    })
    void blockShufflesFollowEveryBlockButTheLast(Structure structure, int shuffles) {
        Network network = structure.blank(new Decoupling(4, .25, Shuffles.BLOCKS), 10, 32);

        assertThat(
                        network.layers().stream()
                                .filter(layer -> layer.operation() instanceof ChannelShuffle))
                .hasSize(shuffles);
    }

    @ParameterizedTest
    @CsvSource({"RESNET20, 2", "RESNET56, 2", "VGG16, 4"})
    void stageShufflesFollowEveryStageButTheLast(Structure structure, int shuffles) {
        Network network = structure.blank(new Decoupling(4, .25, Shuffles.STAGES), 10, 32);

        assertThat(
                        network.layers().stream()
                                .filter(layer -> layer.operation() instanceof ChannelShuffle))
                .hasSize(shuffles);
    }

    @ParameterizedTest
    @CsvSource({"RESNET20, 2", "RESNET34, 2", "RESNET50, 8"})
    void strideShufflesSendAPartOfWhatStageShufflesSend(Structure structure, int part) {
        List<Long> strides = bytesToEachPeer(structure, Shuffles.STRIDES);
        List<Long> stages = bytesToEachPeer(structure, Shuffles.STAGES);

        assertThat(strides.stream().map(bytes -> part * bytes)).isEqualTo(stages);
    }

    @ParameterizedTest
    @EnumSource(Structure.class)
    void groupsMeetWithinStridedBlocksOrWhereThereAreNoneAfterStages(Structure structure) {
        boolean plain = structure == Structure.VGG16;

        assertThat(structure.usualShuffles()).isEqualTo(plain ? Shuffles.STAGES : Shuffles.STRIDES);
        Network network =
                structure.blank(new Decoupling(4, .25, structure.usualShuffles()), 10, 64);
        assertThat(PlannedExchange.in(Sharder.shard(network, 4))).isNotEmpty();
    }

    @Test
    void eachStageMayHaveAWidthOfItsOwn() {
        Decoupling blocks = new Decoupling(4, List.of(2., 1.5, 1.75, 1.75), Shuffles.STRIDES);

        Network network = usual(Structure.RESNET50, blocks);

        assertThat(network.name()).isEqualTo("resnet50-g4-w2-1.5-1.75-1.75");
        assertThat(
                        Stream.of("conv1", "layer1.0", "layer2.1", "layer3.2", "layer4.0")
                                .map(name -> name.equals("conv1") ? name : name + ".conv2")
                                .map(name -> network.shapeOf(name).channels()))
                .containsExactly(128, 128, 192, 448, 896);
    }

    @Test
    void inAButterflyEachShardExchangesHalfOfItsChannelsWithOneOther() {
        Decoupling butterfly = new Decoupling(4, 1.75, Shuffles.BUTTERFLY);
        ShardedNetwork sharded = Sharder.shard(usual(Structure.RESNET50, butterfly), 4);

        assertThat(PlannedExchange.in(sharded))
                .extracting(PlannedExchange::bytesToEachPeer)
                .containsExactly(4L * 28 * 28 * 28, 4L * 56 * 14 * 14, 4L * 112 * 7 * 7);
        assertThat(peers(sharded))
                .containsExactly(
                        List.of("0→1", "1→0", "2→3", "3→2"),
                        List.of("0→2", "1→3", "2→0", "3→1"),
                        List.of("0→1", "1→0", "2→3", "3→2"));
    }

    private static List<List<String>> peers(ShardedNetwork sharded) {
        return sharded.edges().stream()
                .filter(Edge::crossesShards)
                .map(
                        edge ->
                                edge.transfers().stream()
                                        .filter(Transfer::crossesShards)
                                        .map(it -> it.fromShard() + "→" + it.toShard())
                                        .sorted()
                                        .toList())
                .toList();
    }

    private static List<Long> bytesToEachPeer(Structure structure, Shuffles shuffles) {
        Network network = structure.blank(new Decoupling(4, 1, shuffles), 10, 64);
        return PlannedExchange.in(Sharder.shard(network, 4)).stream()
                .map(PlannedExchange::bytesToEachPeer)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"RESNET50", "RESNET34", "RESNET20", "VGG16"})
    void everyConvolutionButTheStemIsGrouped(Structure structure) {
        Network network = structure.blank(new Decoupling(8, .5, Shuffles.NONE), 10, 64);

        List<Integer> groups =
                network.layers().stream()
                        .map(Layer::operation)
                        .filter(Conv.class::isInstance)
                        .map(conv -> ((Conv) conv).groups())
                        .toList();
        assertThat(groups.get(0)).isEqualTo(1);
        assertThat(groups.subList(1, groups.size())).containsOnly(8);
    }

    @Test
    void aDenseNetworkIsNotShuffled() {
        Network network = usual(Structure.RESNET20, new Decoupling(1, 1, Shuffles.BLOCKS));

        assertThat(network.layers()).noneMatch(l -> l.operation() instanceof ChannelShuffle);
    }

    private static Network usual(Structure structure, Decoupling decoupling) {
        return structure.blank(decoupling, structure.usualClasses(), structure.usualInput());
    }

    private static double value(String printed) {
        return Double.parseDouble(printed);
    }

    /** Half a unit of the last digit. */
    private static Offset<Double> asPrinted(String number) {
        int digits = number.length() - number.indexOf('.') - 1;
        return within(.5 * Math.pow(10, -digits));
    }

    /** What is computed, from the input to the answer, whatever the layers are called. */
    private static List<String> operations(Network network) {
        Set<String> seen = new LinkedHashSet<>();
        List<String> operations = new ArrayList<>();
        describe(network, network.output(), seen, operations);
        return operations;
    }

    private static int describe(
            Network network, String tensor, Set<String> seen, List<String> operations) {
        if (seen.contains(tensor) || tensor.equals(Network.INPUT)) {
            return List.copyOf(seen).indexOf(tensor);
        }
        Layer layer =
                network.layers().stream()
                        .filter(each -> each.name().equals(tensor))
                        .findFirst()
                        .orElseThrow();
        List<Integer> inputs =
                layer.inputs().stream()
                        .map(input -> describe(network, input, seen, operations))
                        .toList();
        seen.add(tensor);
        operations.add(description(layer.operation()) + " of " + inputs);
        return seen.size() - 1;
    }

    private static String description(Operation operation) {
        if (operation instanceof Conv conv) {
            return "Conv "
                    + conv.groups()
                    + conv.window()
                    + Arrays.toString(conv.weight().shape())
                    + conv.bias().length;
        } else if (operation instanceof BatchNorm norm) {
            return "BatchNorm " + norm.gamma().length + " " + norm.epsilon();
        } else if (operation instanceof Linear linear) {
            return "Linear " + Arrays.toString(linear.weight().shape()) + linear.bias().length;
        }
        return operation.toString();
    }
}
