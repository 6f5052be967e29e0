package org.decnn.rewrite.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.decnn.model.network.NetworkException;
import org.deeplearning4j.nn.modelimport.keras.Hdf5Archive;
import org.deeplearning4j.nn.modelimport.keras.exceptions.UnsupportedKerasConfigurationException;

/** What a Keras file says of its layers, and whether DL4J's import will understand it. */
final class KerasConfiguration {

    private static final String MODEL = "model_config";
    private static final String VERSION = "keras_version";
    static final String REMEDY =
            "; export the network as ONNX, e.g. with tf2onnx, with or without --inputs-as-nchw";

    private final Path file;
    private final JsonNode model;

    private KerasConfiguration(Path file, JsonNode model) {
        this.file = file;
        this.model = model;
    }

    /**
     * @throws NetworkException naming the remedy, if the file is no whole model of Keras 1 or 2, or
     *     DL4J's import would take it for another network
     */
    static KerasConfiguration of(Path file)
            throws IOException, UnsupportedKerasConfigurationException {
        try (Hdf5Archive archive = open(file)) {
            if (!archive.hasAttribute(MODEL)) {
                throw ImportedModel.error(
                        file,
                        "it holds no Keras model, at most its weights;"
                                + " save the whole model: model.save('X.h5')");
            }
            if (archive.hasAttribute(VERSION)
                    && archive.readAttributeAsFixedLengthString(VERSION, 1).startsWith("3")) {
                throw ImportedModel.error(
                        file,
                        "files of Keras 3 are not read;"
                                + " export the network as ONNX: model.export('X.onnx', 'onnx')");
            }
            JsonNode json = new ObjectMapper().readTree(archive.readAttributeAsJson(MODEL));
            KerasConfiguration configuration = new KerasConfiguration(file, json);
            configuration.layers().forEach(configuration::check);
            return configuration;
        }
    }

    private static Hdf5Archive open(Path file) {
        // The error is ours to tell: HDF5 would print its stack.
        org.bytedeco.hdf5.Exception.dontPrint();
        try {
            return new Hdf5Archive(file.toString());
        } catch (RuntimeException e) {
            throw ImportedModel.error(
                    file, "an HDF5 file that is cut short or damaged; save or download it again");
        }
    }

    boolean isSequential() {
        return model.path("class_name").asText().equals("Sequential");
    }

    /** Keras before 2.2.3 has no name around a sequential model's layers. */
    private JsonNode layers() {
        JsonNode config = model.path("config");
        return config.isArray() ? config : config.path("layers");
    }

    /** Refuses what DL4J's import would read, wrongly and without a word. */
    private void check(JsonNode layer) {
        JsonNode config = layer.path("config");
        if (config.path("data_format").asText().equals("channels_first")) {
            throw refusal(layer, "channels first is not read as Keras means it");
        }
        if (config.path("groups").asInt(1) != 1) {
            throw refusal(layer, "a convolution in groups is not read as one");
        }
        if (layer.path("inbound_nodes").size() > 1) {
            throw refusal(layer, "a layer used in several places is not read");
        }
    }

    private NetworkException refusal(JsonNode layer, String what) {
        String name = layer.path("config").path("name").asText();
        String type = layer.path("class_name").asText();
        return ImportedModel.error(file, "layer '" + name + "' (" + type + "): " + what + REMEDY);
    }
}
