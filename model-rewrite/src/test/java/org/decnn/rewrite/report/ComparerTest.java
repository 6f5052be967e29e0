package org.decnn.rewrite.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.TensorShape;
import org.decnn.model.onnx.OnnxReader;
import org.decnn.model.testing.NetworkSketch;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.rewrite.data.DataException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ComparerTest {

    @TempDir private Path folder;
    private Path original;
    private Path rewritten;

    @BeforeEach
    void writeNetworks() throws IOException {
        original = ReportFiles.network(folder, SmallNetworks.denseResidual(1));
        rewritten = ReportFiles.network(folder, SmallNetworks.groupedResidual(1));
    }

    static Stream<Network> networks() {
        return SmallNetworks.all(3).stream();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void totalsAndRowsAreTheNetworks(Network network) throws IOException {
        Path file = ReportFiles.network(folder, network);
        Network read = OnnxReader.read(file).upToLogits();

        Comparison comparison = compare(file, file);

        Totals totals = comparison.rewritten();
        assertThat(totals.parameters()).isEqualTo(read.parameters());
        assertThat(totals.macs()).isEqualTo(read.macs());
        assertThat(sum(comparison, LayerRow::rewritten, LayerCost::parameters))
                .isEqualTo(read.parameters());
        assertThat(sum(comparison, LayerRow::rewritten, LayerCost::macs)).isEqualTo(read.macs());
        assertThat(sum(comparison, LayerRow::rewritten, LayerCost::exchangeBytes))
                .isEqualTo(totals.exchangeBytes());
        assertThat(totals.split().perDevice().stream().mapToLong(DeviceCost::weightBytes).sum())
                .isEqualTo(totals.weightBytes());
    }

    @Test
    void bothNetworksAreTimedOnOneDeviceAndOnEachPowerOfTwo() {
        Comparison comparison = compare(original, rewritten);

        for (Totals totals : List.of(comparison.original(), comparison.rewritten())) {
            assertThat(totals.splits()).extracting(SplitCost::devices).containsExactly(1, 2, 4);
            assertThat(totals.times()).hasSize(9);
            for (double rate : List.of(10., 100., 1000.)) {
                assertThat(totals.time(1, rate).imageMs()).isEqualTo(totals.aloneMs());
            }
        }
    }

    @Test
    void groupsExchangeLessThanADenseNetworkGathers() {
        Comparison comparison = compare(original, rewritten);

        assertThat(comparison.rewritten().exchanges())
                .isLessThan(comparison.original().exchanges());
        assertThat(comparison.layers())
                .extracting(LayerRow::rewritten)
                .filteredOn(Objects::nonNull)
                .extracting(LayerCost::exchange)
                .contains("shuffle");
    }

    @Test
    void layersOfTheSameKernelsArePairedWhateverTheyAreCalled() throws IOException {
        Path dense = ReportFiles.network(folder, chain("dense", "conv", 1));
        Path grouped = ReportFiles.network(folder, chain("grouped", "body", 4));

        List<LayerRow> rows = compare(dense, grouped).layers();

        assertThat(rows).extracting(LayerRow::name).containsExactly("conv0", "conv1", "fc");
        assertThat(rows)
                .extracting(row -> row.rewritten().layer())
                .containsExactly("body0", "body1", "fc");
    }

    @Test
    void aLayerThatOnlyOneNetworkHasStandsAlone() throws IOException {
        List<LayerRow> rows = compare(original, rewritten).layers();

        assertThat(rows).extracting(LayerRow::name).doesNotHaveDuplicates();
        assertThat(rows).anyMatch(row -> row.original() == null);
        assertThat(rows).anyMatch(row -> row.rewritten() == null);
        assertThat(rows).anyMatch(row -> row.original() != null && row.rewritten() != null);
    }

    @Test
    void whatTheRewritingNotedIsThere() throws IOException {
        Path noted =
                ReportFiles.network(folder, SmallNetworks.groupedResidual(1), ReportFiles.NOTES);

        Comparison comparison = compare(original, noted);

        assertThat(comparison.notes().groups()).isEqualTo(4);
        assertThat(comparison.hasKeptEnergy()).isTrue();
        assertThat(comparison.layers())
                .filteredOn(row -> row.rewrite() != null)
                .singleElement()
                .satisfies(row -> assertThat(row.rewrite().keptEnergy()).isEqualTo(0.625))
                .satisfies(row -> assertThat(row.name()).isEqualTo("body.2.conv"));
        assertThat(compare(original, rewritten).hasKeptEnergy()).isFalse();
    }

    @Test
    void damagedNotesAreRefused() throws IOException {
        Path noted = ReportFiles.network(folder, SmallNetworks.groupedResidual(1), "{groups");

        assertThatThrownBy(() -> compare(original, noted))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("decnn.rewrite")
                .hasMessageContaining("rewrite the network again");
    }

    @Test
    void accuracyIsFoundByFileName() throws IOException {
        EvaluationFile evaluation =
                EvaluationFile.read(
                        ReportFiles.evaluation(
                                folder, "elsewhere/" + original.getFileName(), "other.onnx"));

        Comparison comparison = compare(original, rewritten, 4, evaluation);

        assertThat(comparison.original().accuracy())
                .isEqualTo(new MeasuredAccuracy(10_000, 0.9173, 0.9117, 0.9225, 0.9975));
        assertThat(comparison.rewritten().accuracy()).isNull();
        assertThat(comparison.mcNemarP()).isNull();
    }

    @Test
    void theTestOnTheDisagreementsOfBothIsThereInEitherOrder() throws IOException {
        EvaluationFile evaluation =
                EvaluationFile.read(
                        ReportFiles.evaluation(folder, original.toString(), rewritten.toString()));

        assertThat(compare(original, rewritten, 4, evaluation).mcNemarP()).isEqualTo(0.0125);
        assertThat(compare(rewritten, original, 4, evaluation).mcNemarP()).isEqualTo(0.0125);
    }

    @Test
    void whatIsNoEvaluationIsRefused() throws IOException {
        for (String text : List.of("not json", "{}", "{\"networks\": 3}")) {
            Path file = Files.writeString(folder.resolve("no.json"), text);

            assertThatThrownBy(() -> compare(original, rewritten, 4, EvaluationFile.read(file)))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("no.json")
                    .hasMessageContaining("decnn evaluate --json");
        }
    }

    @Test
    void networksOfOtherClassesAreRefused() throws IOException {
        NetworkSketch net = new NetworkSketch("twelve", 1, TensorShape.image(3, 8, 8));
        Path twelve =
                ReportFiles.network(
                        folder,
                        net.network(net.classifier(12, net.conv("c", 8, 1, 3, 1, Network.INPUT))));

        assertThatThrownBy(() -> compare(original, twelve))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("tells 12 classes apart")
                .hasMessageContaining("give a network and its rewritten form");
    }

    @Test
    void networksOfOtherInputsAreRefused() throws IOException {
        Path larger = ReportFiles.network(folder, SmallNetworks.averagePools(1));

        assertThatThrownBy(() -> compare(original, larger))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("3×12×12")
                .hasMessageContaining("give networks of one input size");
    }

    @Test
    void devicesThatDoNotDivideTheGroupsHoldWholeOnes() {
        Comparison comparison = compare(original, rewritten, 3, EvaluationFile.none());

        assertThat(comparison.rewritten().split().perDevice()).hasSize(3);
        assertThat(comparison.rewritten().split().weightBytes())
                .isLessThan(comparison.rewritten().weightBytes());
    }

    private static Network chain(String name, String layer, int groups) {
        NetworkSketch net = new NetworkSketch(name, 1, TensorShape.image(3, 8, 8));
        String x = net.conv(layer + "0", 16, 1, 3, 1, Network.INPUT);
        x = net.relu(layer + ".relu", x);
        x = net.conv(layer + "1", 16, groups, 3, 2, x);
        return net.network(net.classifier(10, x));
    }

    private static long sum(
            Comparison comparison,
            Function<LayerRow, LayerCost> network,
            ToLongFunction<LayerCost> value) {
        return comparison.layers().stream().map(network).mapToLong(value).sum();
    }

    private static Comparison compare(Path original, Path rewritten) {
        return compare(original, rewritten, 4, EvaluationFile.none());
    }

    private static Comparison compare(
            Path original, Path rewritten, int devices, EvaluationFile evaluation) {
        return new Comparer(
                        new Comparison.Setting(devices, 20, List.of(10., 100., 1000.)),
                        evaluation,
                        OptionalInt.empty())
                .compare(original, rewritten);
    }
}
