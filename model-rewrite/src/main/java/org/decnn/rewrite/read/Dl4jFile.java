package org.decnn.rewrite.read;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.TensorShape;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;

/** A model that DL4J's {@link ModelSerializer} saved as a ZIP file. */
final class Dl4jFile {

    private Dl4jFile() {}

    static ImportedModel read(Path file, OptionalInt inputSize) {
        try {
            return isGraph(file) ? graph(file, inputSize) : chain(file, inputSize);
        } catch (NetworkException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            NetworkException refusal =
                    ImportedModel.error(
                            file,
                            "DL4J cannot read it (" + e.getMessage() + "); save the model again");
            refusal.initCause(e);
            throw refusal;
        }
    }

    private static boolean isGraph(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (zip.getEntry("model.weights.h5") != null) {
                throw ImportedModel.error(
                        file,
                        "Keras 3's own format is not read;"
                                + " export the network as ONNX: model.export('X.onnx', 'onnx')");
            }
            ZipEntry configuration = zip.getEntry(ModelSerializer.CONFIGURATION_JSON);
            if (configuration == null) {
                throw ImportedModel.error(
                        file, "no model of DL4J's; save it with ModelSerializer.writeModel");
            }
            try (InputStream json = zip.getInputStream(configuration)) {
                return new ObjectMapper().readTree(json).has("vertices");
            }
        }
    }

    private static ImportedModel chain(Path file, OptionalInt inputSize) throws IOException {
        MultiLayerNetwork network =
                ModelSerializer.restoreMultiLayerNetwork(file.toFile(), /* loadUpdater= */ false);
        List<ImportedLayer> layers = Dl4jLayers.of(network);
        String output = layers.get(layers.size() - 1).name();
        return model(file, inputSize, Dl4jLayers.CHAIN_INPUT, layers, output);
    }

    private static ImportedModel graph(Path file, OptionalInt inputSize) throws IOException {
        ComputationGraph network =
                ModelSerializer.restoreComputationGraph(file.toFile(), /* loadUpdater= */ false);
        List<String> inputs = network.getConfiguration().getNetworkInputs();
        List<String> outputs = network.getConfiguration().getNetworkOutputs();
        if (inputs.size() != 1 || outputs.size() != 1) {
            throw ImportedModel.error(
                    file,
                    "it has %d inputs and %d outputs; save the part with one input and one output"
                            .formatted(inputs.size(), outputs.size()));
        }
        return model(file, inputSize, inputs.get(0), Dl4jLayers.of(network), outputs.get(0));
    }

    private static ImportedModel model(
            Path file,
            OptionalInt inputSize,
            String inputName,
            List<ImportedLayer> layers,
            String output) {
        return new ImportedModel(
                file,
                input(file, new InputSize(file, inputSize), layers, inputName),
                inputName,
                firstConvolution(file, layers).getCnn2dDataFormat(),
                layers,
                output);
    }

    /** DL4J saves the picture's size only where pictures come as flat vectors. */
    private static TensorShape input(
            Path file, InputSize size, List<ImportedLayer> layers, String inputName) {
        for (ImportedLayer layer : layers) {
            if (layer.inputs().contains(inputName)
                    && layer.preProcessor() instanceof FeedForwardToCnnPreProcessor flat) {
                return TensorShape.image(
                        Math.toIntExact(flat.getNumChannels()),
                        size.side(flat.getInputHeight()),
                        size.side(flat.getInputWidth()));
            }
        }
        int side = size.side(0);
        return TensorShape.image(
                Math.toIntExact(firstConvolution(file, layers).getNIn()), side, side);
    }

    private static ConvolutionLayer firstConvolution(Path file, List<ImportedLayer> layers) {
        return layers.stream()
                .map(ImportedLayer::configuration)
                .filter(ConvolutionLayer.class::isInstance)
                .map(ConvolutionLayer.class::cast)
                .findFirst()
                .orElseThrow(
                        () ->
                                ImportedModel.error(
                                        file, "it has no convolution; give an image classifier"));
    }
}
