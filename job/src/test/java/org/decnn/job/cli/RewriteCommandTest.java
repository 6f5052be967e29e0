package org.decnn.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.decnn.job.testing.CommandRun;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.network.Network;
import org.decnn.model.onnx.OnnxWriter;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.rewrite.decouple.RewriteRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RewriteCommandTest {

    @TempDir private static Path folder;
    private static Path dense;

    @TempDir private Path own;

    @BeforeAll
    static void writeNetworks() throws IOException {
        dense = write("dense.onnx", SmallNetworks.denseResidual(1));
        write("joined.onnx", SmallNetworks.denseNetLike(1));
        Files.write(folder.resolve("there.onnx"), new byte[1]);
    }

    private static Path write(String name, Network network) throws IOException {
        return Files.write(folder.resolve(name), OnnxWriter.write(network));
    }

    @Test
    void theRewrittenFileSaysHowPicturesArePreparedAndWhatWasKept() {
        Path out = own.resolve("out.onnx");

        CommandRun run =
                rewrite(dense, "--groups", 4, "--width", 1.75, "--preset", "cifar10", "--out", out)
                        .succeeded();

        NetworkFile file = NetworkFile.read(out, OptionalInt.empty());
        assertThat(file.preprocessing().map(Preprocessing::width)).contains(8);
        RewriteRecord record = RewriteRecord.of(file).orElseThrow();
        assertThat(record.groups()).isEqualTo(4);
        assertThat(run.out())
                .contains(record.rounded())
                .contains("in 4 groups, width 1.75, shuffles strides")
                .contains("layer1.0.1.conv")
                .contains("1 exchange(s)");
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(
                        List.of("none.onnx", "--groups", 4, "--out", "new.onnx"),
                        "none.onnx does not exist"),
                Arguments.of(
                        List.of("dense.onnx", "--groups", 4, "--out", "there.onnx"),
                        "give --overwrite"),
                Arguments.of(
                        List.of("dense.onnx", "--groups", 1, "--out", "new.onnx"),
                        "2 groups or more"),
                Arguments.of(
                        List.of("dense.onnx", "--groups", 4, "--width", 0.5, "--out", "new.onnx"),
                        "width of 1 or more"),
                Arguments.of(
                        List.of("dense.onnx", "--groups", 4, "--ridge", -1, "--out", "new.onnx"),
                        "--ridge is 0 or more"),
                Arguments.of(
                        List.of("joined.onnx", "--groups", 4, "--out", "new.onnx"),
                        "layer 'layer2.concat' (Concat)"),
                Arguments.of(
                        List.of(
                                "dense.onnx",
                                "--groups",
                                4,
                                "--calibration",
                                "nowhere",
                                "--out",
                                "new.onnx"),
                        "nowhere does not exist"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsToldInOneLineAndWritesNothing(List<Object> arguments, String says) {
        List<Object> words = new ArrayList<>(List.of("--preset", "cifar10"));
        for (Object argument : arguments) {
            words.add(
                    argument.toString().endsWith(".onnx")
                            ? folder.resolve((String) argument)
                            : argument);
        }

        CommandRun run = rewrite(words.toArray());

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains(says);
        assertThat(folder.resolve("new.onnx")).doesNotExist();
    }

    private static CommandRun rewrite(Object... arguments) {
        return CommandRun.decnn(
                Stream.concat(Stream.of("rewrite"), Arrays.stream(arguments)).toArray());
    }
}
