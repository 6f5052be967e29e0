package org.decnn.rewrite.read;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.TensorShape;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.modelimport.keras.KerasModel;
import org.deeplearning4j.nn.modelimport.keras.KerasSequentialModel;
import org.deeplearning4j.nn.modelimport.keras.exceptions.InvalidKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.exceptions.UnsupportedKerasConfigurationException;

/** A whole model that Keras saved as HDF5, read by DL4J's Keras import. */
final class KerasFile {

    private KerasFile() {}

    static ImportedModel read(Path file, OptionalInt inputSize) {
        try {
            return KerasConfiguration.of(file).isSequential()
                    ? sequential(file, inputSize)
                    : functional(file, inputSize);
        } catch (NetworkException e) {
            throw e;
        } catch (IOException
                | InvalidKerasConfigurationException
                | UnsupportedKerasConfigurationException
                | RuntimeException e) {
            NetworkException refusal =
                    ImportedModel.error(
                            file,
                            "DL4J's Keras import cannot read it ("
                                    + withoutAdvice(e.getMessage())
                                    + ")"
                                    + KerasConfiguration.REMEDY);
            refusal.initCause(e);
            throw refusal;
        }
    }

    /** Without whom to write to: it is not them who can help. */
    private static String withoutAdvice(String message) {
        return String.valueOf(message).replaceAll("(?is)[.,;]?\\s*please file an issue.*", "");
    }

    private static ImportedModel sequential(Path file, OptionalInt inputSize)
            throws IOException,
                    InvalidKerasConfigurationException,
                    UnsupportedKerasConfigurationException {
        KerasSequentialModel keras =
                new KerasSequentialModel()
                        .modelBuilder()
                        .modelHdf5Filename(file.toString())
                        .enforceTrainingConfig(false)
                        .buildSequential();
        List<ImportedLayer> layers = Dl4jLayers.of(keras.getMultiLayerNetwork());
        return model(
                file,
                keras,
                inputSize,
                Dl4jLayers.CHAIN_INPUT,
                layers,
                layers.get(layers.size() - 1).name());
    }

    private static ImportedModel functional(Path file, OptionalInt inputSize)
            throws IOException,
                    InvalidKerasConfigurationException,
                    UnsupportedKerasConfigurationException {
        KerasModel keras =
                new KerasModel()
                        .modelBuilder()
                        .modelHdf5Filename(file.toString())
                        .enforceTrainingConfig(false)
                        .buildModel();
        if (keras.getInputLayerNames().size() != 1 || keras.getOutputLayerNames().size() != 1) {
            throw ImportedModel.error(
                    file,
                    "it has %d inputs and %d outputs; save the part with one input and one output"
                            .formatted(
                                    keras.getInputLayerNames().size(),
                                    keras.getOutputLayerNames().size()));
        }
        return model(
                file,
                keras,
                inputSize,
                keras.getInputLayerNames().get(0),
                Dl4jLayers.of(keras.getComputationGraph()),
                keras.getOutputLayerNames().get(0));
    }

    private static ImportedModel model(
            Path file,
            KerasModel keras,
            OptionalInt inputSize,
            String inputName,
            List<ImportedLayer> layers,
            String output) {
        InputType type = keras.getOutputTypes().get(keras.getInputLayerNames().get(0));
        if (!(type instanceof InputTypeConvolutional picture)) {
            throw ImportedModel.error(
                    file, "its input is no picture (" + type + "); give an image classifier");
        }
        InputSize size = new InputSize(file, inputSize);
        TensorShape input =
                TensorShape.image(
                        Math.toIntExact(picture.getChannels()),
                        size.side(picture.getHeight()),
                        size.side(picture.getWidth()));
        return new ImportedModel(file, input, inputName, picture.getFormat(), layers, output);
    }
}
