package org.decnn.rewrite.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** The layers of DL4J's two classes of network, in one form. */
final class Dl4jLayers {

    /** What the first layer of a {@link MultiLayerNetwork} reads. */
    static final String CHAIN_INPUT = "(input)";

    private Dl4jLayers() {}

    static List<ImportedLayer> of(MultiLayerNetwork chain) {
        List<ImportedLayer> layers = new ArrayList<>();
        String input = CHAIN_INPUT;
        for (Layer layer : chain.getLayers()) {
            int number = layers.size();
            InputPreProcessor preProcessor =
                    chain.getLayerWiseConfigurations().getInputPreProcess(number);
            String given = layer.conf().getLayer().getLayerName();
            String name = given == null ? "layer" + number : given;
            layers.add(of(name, layer, preProcessor, List.of(input)));
            input = name;
        }
        return layers;
    }

    static List<ImportedLayer> of(ComputationGraph graph) {
        ComputationGraphConfiguration configuration = graph.getConfiguration();
        List<ImportedLayer> layers = new ArrayList<>();
        for (int index : graph.topologicalSortOrder()) {
            String name = graph.getVertices()[index].getVertexName();
            if (configuration.getNetworkInputs().contains(name)) {
                continue;
            }
            GraphVertex vertex = configuration.getVertices().get(name);
            List<String> inputs = configuration.getVertexInputs().get(name);
            layers.add(
                    vertex instanceof LayerVertex layer
                            ? of(name, graph.getLayer(name), layer.getPreProcessor(), inputs)
                            : new ImportedLayer(name, vertex, null, Map.of(), inputs));
        }
        return layers;
    }

    private static ImportedLayer of(
            String name, Layer layer, InputPreProcessor preProcessor, List<String> inputs) {
        org.deeplearning4j.nn.conf.layers.Layer configuration = layer.conf().getLayer();
        // Frozen for transfer learning: the same layer when it runs.
        while (configuration instanceof FrozenLayer frozen) {
            configuration = frozen.getLayer();
        }
        return new ImportedLayer(
                name,
                configuration,
                preProcessor,
                ImportedLayer.weights(layer.paramTable()),
                inputs);
    }
}
