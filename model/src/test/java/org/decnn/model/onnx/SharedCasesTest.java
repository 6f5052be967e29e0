package org.decnn.model.onnx;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Networks that others wrote: as PyTorch exports them, and ONNX's own operator tests, each as a
 * network of one picture. Each computes what ONNX Runtime makes of its file, or is on the list of
 * those that are refused, with the reason that it is refused with.
 */
@Tag("shared-data")
class SharedCasesTest {

    private static final Path CASES =
            Path.of(Objects.requireNonNull(System.getenv("DECNN_DATA")))
                    .resolveSibling("cases")
                    .resolve("networks");

    private static final String LARGER = "layers that make larger pictures are not split";
    private static final String TRAINING = "it is in training mode";
    private static final String PIXELS = "which differs from pixel to pixel";

    /** By the beginning of a file's name: why it is refused. */
    private static final Map<String, String> REFUSED =
            Map.ofEntries(
                    entry("twoout", "it has the outputs '25', '28'"),
                    entry("upsample", LARGER),
                    entry("resize_", LARGER),
                    entry("convtranspose", LARGER),
                    entry("maxunpool", LARGER),
                    entry("bn-5out-op13", TRAINING),
                    entry("batchnorm_epsilon_training_mode", TRAINING),
                    entry("batchnorm_example_training_mode", TRAINING),
                    entry("nan-weights", "holds NaN (value 63 of 144)"),
                    entry("pads-huge", "make 4294967302 pixels of 8"),
                    // Gamma and beta of each pixel: no channel, and no shard, has one of its own.
                    entry("layer_normalization_4d", PIXELS),
                    // A matrix over the width of the picture, another for each channel.
                    entry("matmul_4d", "a matrix is expected"),
                    entry("pow_bcast_array", "only one for all is read"),
                    entry("lppool_2d_dilations", "without dilations"),
                    // These are no networks of one picture: ONNX Runtime does not run them either.
                    entry("flatten_axis0", "wants 120 features"),
                    entry("concat_2d_axis_1", "it joins the constant 'value1'"),
                    entry("concat_2d_axis_negative_1", "it joins the constant 'value1'"),
                    entry("layer_normalization_2d_axis0", "do not fit its input [1, 4]"),
                    entry("layer_normalization_2d_axis_negative_2", "do not fit its input [1, 4]"),
                    entry("gather_elements_0", "values picked one by one"));

    static Stream<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path folder : List.of(CASES, CASES.resolve("exported"), CASES.resolve("onnx-node"))) {
            try (Stream<Path> list = Files.list(folder)) {
                list.filter(file -> file.toString().endsWith(".onnx")).sorted().forEach(files::add);
            }
        }
        return files.stream();
    }

    @Test
    void allOfThemAreThere() throws IOException {
        assertThat(files()).hasSizeGreaterThanOrEqualTo(195);
        assertThat(files().filter(file -> refusal(file).isEmpty()))
                .hasSizeGreaterThanOrEqualTo(108);
    }

    @ParameterizedTest
    @MethodSource("files")
    void whatIsReadComputesWhatTheFileComputesAndTheOthersAreRefusedWithTheirReason(Path file)
            throws IOException {
        Optional<String> refusal = refusal(file);
        if (refusal.isPresent()) {
            assertThatThrownBy(() -> read(file))
                    .isInstanceOf(NetworkException.class)
                    .hasMessageStartingWith(file + ": ")
                    .hasMessageContaining(refusal.get())
                    .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
            return;
        }
        boolean channelsLast = file.getFileName().toString().startsWith("nhwc");
        ReadAsComputed.assertComputes(read(file), Files.readAllBytes(file), channelsLast, 1e-4);
    }

    /** One of the outputs of a file that has several is enough. */
    @Test
    void theOutputOfAFileWithTwoIsTheOneThatIsNamed() throws IOException {
        Path file = CASES.resolve("exported").resolve("twoout.onnx");

        Network network =
                OnnxReader.read(
                        file,
                        new ReadOptions(
                                OptionalInt.empty(), OptionalInt.empty(), Optional.of("28")));

        assertThat(network.layers()).hasSize(5);
    }

    static Network read(Path file) {
        boolean free = file.getFileName().toString().startsWith("free-");
        return OnnxReader.read(file, free ? OptionalInt.of(16) : OptionalInt.empty());
    }

    /** Why a file is refused; empty for one that is read. */
    static Optional<String> refusal(Path file) {
        String name = file.getFileName().toString();
        String stem = name.substring(0, name.indexOf('.'));
        return Optional.ofNullable(REFUSED.get(stem))
                .or(
                        () ->
                                REFUSED.entrySet().stream()
                                        .filter(it -> name.startsWith(it.getKey()))
                                        .map(Map.Entry::getValue)
                                        .findFirst());
    }
}
