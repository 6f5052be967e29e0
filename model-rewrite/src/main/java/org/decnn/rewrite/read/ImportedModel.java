package org.decnn.rewrite.read;

import java.nio.file.Path;
import java.util.List;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.TensorShape;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * A model as DL4J holds it, whichever of its two classes of network it came in.
 *
 * @param input the picture's shape, channels first whatever the format
 * @param inputName by which layers refer to the picture
 * @param format whether channels are the first or the last axis of DL4J's feature maps
 * @param layers in an order in which each follows its inputs
 */
record ImportedModel(
        Path file,
        TensorShape input,
        String inputName,
        CNN2DFormat format,
        List<ImportedLayer> layers,
        String output) {

    /** The file's name without folders and ending. */
    String name() {
        String last = file.getFileName().toString();
        int ending = last.lastIndexOf('.');
        return ending > 0 ? last.substring(0, ending) : last;
    }

    NetworkException refusal(ImportedLayer layer, String what) {
        return error(
                file,
                "layer '"
                        + layer.name()
                        + "' ("
                        + layer.type()
                        + "): "
                        + what
                        + "; replace it, or export the network as ONNX");
    }

    /** An error of one line: what a library says may have several. */
    static NetworkException error(Path file, String message) {
        return new NetworkException(file + ": " + message.strip().replaceAll("\\s*\\R\\s*", " "));
    }
}
