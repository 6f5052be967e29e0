package org.decnn.rewrite.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.testing.SmallNetworks;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;

class NetworkFilesTest {

    /** DL4J saves the size of pictures only if they come as flat vectors. */
    private static final InputType FLAT = InputType.convolutionalFlat(8, 8, 1);

    @TempDir Path folder;

    @Test
    void theContentTellsTheKindOfFile() throws Exception {
        Path onnx = folder.resolve("network.h5");
        new NetworkFile(SmallNetworks.denseChain(1), Optional.empty()).write(onnx);
        Path keras = folder.resolve("network.onnx");
        Files.copy(resource("sequential.h5"), keras);

        assertThat(read(onnx).layers()).hasSameSizeAs(SmallNetworks.denseChain(1).layers());
        assertThat(read(keras).shapeOf("predictions").channels()).isEqualTo(5);
    }

    @Test
    void anActivationThatIsNotSupportedIsNamedWithItsLayer() throws Exception {
        refused(resource("tanh.h5"))
                .withMessageContainingAll(
                        "tanh.h5: layer 'conv1' (ConvolutionLayer): activation tanh is not"
                                + " supported; replace it, or export the network as ONNX");
    }

    @Test
    void aPoolingThatIsNotSupportedIsNamed() throws Exception {
        Layer pool =
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.PNORM)
                        .name("norms")
                        .pnorm(2)
                        .build();

        refused(chain(FLAT, pool))
                .withMessageContaining(
                        "layer 'norms' (SubsamplingLayer): pooling of type PNORM is not supported");
    }

    @Test
    void zerosThatNoWindowTakesInAreRefused() throws Exception {
        Path file =
                chain(FLAT, new ZeroPaddingLayer(1, 1), new BatchNormalization.Builder().build());

        refused(file)
                .withMessageContaining("layer 'layer2' (BatchNormalization): zero padding before");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = '|',
            value = {
                "channels-first | layer 'conv1' (Conv2D): channels first is not read",
                "grouped | layer 'conv1' (Conv2D): a convolution in groups is not read",
                "shared | layer 'pool' (GlobalAveragePooling2D): a layer used in several places",
                "keras3 | files of Keras 3 are not read"
            })
    void whatTheImportWouldMisreadIsRefused(String name, String reason) throws Exception {
        refused(resource(name + ".h5")).withMessageContainingAll(name + ".h5: " + reason, "ONNX");
    }

    @Test
    void weightsAloneAreRefused() throws Exception {
        refused(resource("weights-only.h5")).withMessageContaining("model.save('X.h5')");
    }

    @Test
    void aDamagedKerasFileIsRefused() throws Exception {
        byte[] whole = Files.readAllBytes(resource("sequential.h5"));
        Path half = folder.resolve("half.h5");
        Files.write(half, Arrays.copyOf(whole, whole.length / 2));

        refused(half).withMessageContaining("half.h5: an HDF5 file that is cut short");
    }

    @Test
    void aFixedInputSizeIsNotChanged() throws Exception {
        assertThatExceptionOfType(NetworkException.class)
                .isThrownBy(() -> NetworkFiles.read(resource("residual.h5"), OptionalInt.of(32)))
                .withMessageContaining("fixed at 17 pixels, not 32; leave out --input-size");
    }

    @Test
    void aDl4jFileWithoutItsInputsSizeAsksForIt() throws Exception {
        refused(chain(InputType.convolutional(8, 8, 1)))
                .withMessageContaining("model.zip: its input has no fixed size; give --input-size");
    }

    @Test
    void otherZipFilesAreRefusedWithWhatToDo() throws Exception {
        refused(zip("config.json", "model.weights.h5"))
                .withMessageContaining("Keras 3's own format");
        refused(zip("notes.txt")).withMessageContaining("ModelSerializer.writeModel");
    }

    @Test
    void aMissingFileIsNamed() {
        refused(folder.resolve("none.h5")).withMessageContaining("none.h5: no such file");
    }

    private Path zip(String... entries) throws Exception {
        Path file = folder.resolve("files.keras");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry(entry));
                zip.closeEntry();
            }
        }
        return file;
    }

    /** A convolution, the layers, and an output. */
    private Path chain(InputType input, Layer... layers) throws Exception {
        NeuralNetConfiguration.ListBuilder chain =
                new NeuralNetConfiguration.Builder()
                        .activation(Activation.IDENTITY)
                        .list()
                        .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build());
        for (Layer layer : layers) {
            chain.layer(layer);
        }
        chain.layer(new OutputLayer.Builder().nOut(3).build());
        Model model = new MultiLayerNetwork(chain.setInputType(input).build());
        model.init();
        Path file = folder.resolve("model.zip");
        ModelSerializer.writeModel(model, file.toFile(), false);
        return file;
    }

    private static Network read(Path file) {
        return NetworkFiles.read(file, OptionalInt.empty()).network();
    }

    /** Refused in one line. */
    private static ThrowableAssertAlternative<NetworkException> refused(Path file) {
        return assertThatExceptionOfType(NetworkException.class)
                .isThrownBy(() -> read(file))
                .withMessageNotContaining("\n");
    }

    private static Path resource(String name) throws Exception {
        return Path.of(NetworkFilesTest.class.getResource(name).toURI());
    }
}
