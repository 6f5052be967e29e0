package org.decnn.rewrite.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.decnn.rewrite.read.Pictures.assertClose;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.network.Network;
import org.decnn.model.network.TensorShape;
import org.decnn.model.testing.OnnxRuntimeForward;
import org.decnn.model.testing.ReferenceForward;
import org.decnn.model.testing.SmallNetworks;
import org.deeplearning4j.nn.modelimport.keras.Hdf5Archive;
import org.deeplearning4j.nn.modelimport.keras.KerasModelImport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The files, and what Keras makes of a picture, come from make_keras_files.py. */
class KerasImportTest {

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"sequential", "residual", "strided", "depthwise"})
    void theNetworkAnswersAsKerasDefinesIt(String name) throws Exception {
        Network network = read(name);
        float[] picture = check(name, "input").permute(0, 3, 1, 2).dup('c').data().asFloat();

        float[] answer = ReferenceForward.run(network, picture);

        assertClose(answer, check(name, "output").data().asFloat());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sequential", "residual", "strided", "depthwise"})
    void theNetworkAnswersAsDl4jDoes(String name) throws Exception {
        Network network = read(name);
        for (int seed = 0; seed < 3; seed++) {
            float[] picture = SmallNetworks.randomInput(network, seed);
            INDArray input = Pictures.channelsLast(network, picture);
            String path = file(name).toString();
            INDArray expected =
                    name.equals("sequential")
                            ? KerasModelImport.importKerasSequentialModelAndWeights(path, false)
                                    .output(input)
                            : KerasModelImport.importKerasModelAndWeights(path, false)
                                    .output(input)[0];

            float[] answer = ReferenceForward.run(network, picture);

            assertClose(answer, expected.dup('c').data().asFloat());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sequential", "residual", "strided", "depthwise"})
    void writtenAsOnnxItIsTheSameNetwork(String name) throws Exception {
        NetworkFile imported = NetworkFiles.read(file(name), OptionalInt.empty());
        float[] picture = SmallNetworks.randomInput(imported.network(), 5);
        Path onnx = folder.resolve(name + ".onnx");

        imported.write(onnx);

        float[] expected = ReferenceForward.run(imported.network(), picture);
        assertClose(OnnxRuntimeForward.run(Files.readAllBytes(onnx), picture), expected);
        Network read = NetworkFiles.read(onnx, OptionalInt.empty()).network();
        assertThat(ReferenceForward.run(read, picture)).isEqualTo(expected);
    }

    @Test
    void layersKeepTheirKerasNames() throws Exception {
        Network network = read("residual");

        assertThat(network.name()).isEqualTo("residual");
        assertThat(network.input()).isEqualTo(TensorShape.image(3, 17, 19));
        assertThat(network.layers())
                .extracting(layer -> layer.name())
                .contains("conv1", "block1_add", "joined", "avg_pool", "predictions");
    }

    private static Network read(String name) throws Exception {
        return NetworkFiles.read(file(name), OptionalInt.empty()).network();
    }

    private static INDArray check(String name, String dataSet) throws Exception {
        try (Hdf5Archive archive = new Hdf5Archive(file(name).toString())) {
            return archive.readDataSet(dataSet, "check");
        }
    }

    private static Path file(String name) throws Exception {
        return Path.of(KerasImportTest.class.getResource(name + ".h5").toURI());
    }
}
