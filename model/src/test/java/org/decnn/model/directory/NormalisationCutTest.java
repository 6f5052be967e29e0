package org.decnn.model.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.decnn.model.network.Network;
import org.decnn.model.testing.OnnxRuntimeForward;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NormalisationCutTest {

    private final Network network = SmallNetworks.denseChain(3);

    @TempDir private Path folder;

    @Test
    void theCutGraphTakesTheNetworksInputAsItIs() throws Exception {
        byte[] cut = NormalisationCut.from(graph());

        float[] logits = OnnxRuntimeForward.run(cut, SmallNetworks.randomInput(network, 1));

        assertThat(logits).hasSize(SmallNetworks.CLASSES);
    }

    /** ONNX Runtime complains on standard error of each constant that nothing reads. */
    @Test
    void nothingOfTheNormalisationStays() throws Exception {
        GraphProto cut = ModelProto.parseFrom(NormalisationCut.from(graph())).getGraph();

        Set<String> read =
                cut.getNodeList().stream()
                        .flatMap(node -> node.getInputList().stream())
                        .collect(Collectors.toSet());

        assertThat(cut.getInitializerList()).extracting(TensorProto::getName).isSubsetOf(read);
    }

    private byte[] graph() throws Exception {
        List<Double> ones = List.of(1., 1., 1.);
        Preprocessing preprocessing =
                new Preprocessing(8, 8, 8, ChannelOrder.BGR, 1 / 255., ones, ones);
        Path target = folder.resolve("model");
        new ModelDirectoryWriter(network, network, preprocessing, List.of()).write(1, target);
        return ModelDirectory.open(new LocalModelFiles(target)).graph(1, 0);
    }
}
