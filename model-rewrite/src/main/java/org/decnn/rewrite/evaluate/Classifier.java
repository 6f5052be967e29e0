package org.decnn.rewrite.evaluate;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.Normalisation;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.onnx.OnnxReader;
import org.decnn.rewrite.data.DataException;
import org.decnn.rewrite.data.LabelledImages;

/**
 * A network and what is needed to show it a picture and to understand its answer.
 *
 * @param name as reports name it
 * @param labels names of its classes in the order of its outputs; empty where nothing names them,
 *     and they are then the data's
 */
public record Classifier(
        String name, Network network, Preprocessing preprocessing, List<String> labels) {

    /**
     * @throws NetworkException if the preprocessing does not give what the network takes
     */
    public Classifier {
        labels = List.copyOf(labels);
        try {
            Normalisation.requireFit(network, preprocessing);
        } catch (NetworkException e) {
            throw new NetworkException(name + ": " + e.getMessage(), e);
        }
    }

    /** The whole network of a model directory. */
    public static Classifier of(String name, ModelDirectory directory) {
        Network network =
                OnnxReader.read(
                        directory.network(),
                        directory.location() + "/" + ModelDirectory.NETWORK,
                        OptionalInt.empty());
        return new Classifier(
                name, network, directory.manifest().preprocessing(), directory.labels());
    }

    /** How many classes it tells apart. */
    public int classes() {
        return network.shapeOf(network.output()).channels();
    }

    /**
     * Holds data to the network's classes.
     *
     * @throws DataException if there are more or fewer of them
     */
    public void requireClassesOf(LabelledImages images) {
        if (classes() != images.classes().size()) {
            throw new DataException(
                    name
                            + " tells "
                            + classes()
                            + " classes apart, but the data has "
                            + images.classes().size()
                            + ": give data of the classes that the network was trained with");
        }
    }

    /**
     * The data's index of each of the network's classes: by name where the names are the same in
     * another order, else as they come.
     */
    public int[] indicesIn(List<String> dataClasses) {
        Set<String> names = new HashSet<>(labels);
        boolean sameNames =
                names.size() == dataClasses.size() && names.equals(new HashSet<>(dataClasses));
        int[] indices = new int[classes()];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = sameNames ? dataClasses.indexOf(labels.get(i)) : i;
        }
        return indices;
    }
}
