package org.decnn.model.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import org.assertj.core.data.Offset;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.decnn.model.network.AcrossChannels.Lrn;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Network;
import org.decnn.model.network.TensorShape;
import org.decnn.model.testing.NetworkSketch;
import org.decnn.model.testing.OnnxRuntimeForward;
import org.decnn.model.testing.SmallModels;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NormalisationCutTest {

    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource(
            value = ChannelOrder.class,
            names = {"RGB", "BGR"})
    void aCutGraphGivesOfTheNormalisedTensorWhatTheGraphGivesOfThePicture(ChannelOrder order) {
        for (Network network : SmallNetworks.all(3)) {
            assertCutEqualsWhole(SmallModels.write(network, 2, order, folder));
        }
    }

    /** The normalised picture is an output of the first stage. */
    @Test
    void aGraphThatSendsTheNormalisedPictureOnSendsTheTensorOn() {
        NetworkSketch net = new NetworkSketch("late-reader", 1, TensorShape.image(3, 8, 8));
        String x =
                net.layer(
                        "norm",
                        new Lrn(3, 0.1f, 0.5f, 2f),
                        net.conv("conv", 3, 1, 3, 1, Network.INPUT));
        x = net.layer("add", new Add(), x, Network.INPUT);
        ModelDirectory directory = SmallModels.write(net.network(net.classifier(10, x)), 2, folder);
        assertThat(directory.manifest().stage(1).shards().get(0).outputs())
                .extracting(Port::name)
                .contains(Normalisation.NORMALISED);
        assertCutEqualsWhole(directory);
    }

    private static void assertCutEqualsWhole(ModelDirectory directory) {
        byte[] picture = SmallModels.picture(directory, 1);
        float[] pixels = new float[picture.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Byte.toUnsignedInt(picture[i]);
        }
        float[] tensor = SmallModels.normalised(directory, picture);
        for (int shard = 0; shard < directory.manifest().shards(); shard++) {
            byte[] graph = directory.graph(1, shard);
            Map<String, float[]> whole =
                    OnnxRuntimeForward.run(graph, Map.of(Network.INPUT, pixels));
            Map<String, float[]> cut =
                    OnnxRuntimeForward.run(
                            NormalisationCut.from(graph), Map.of(Network.INPUT, tensor));
            assertThat(cut.keySet()).isEqualTo(whole.keySet());
            whole.forEach(
                    (output, values) ->
                            assertThat(cut.get(output))
                                    .as("%s of %s", output, directory.location())
                                    .containsExactly(values, Offset.offset(1e-4f)));
        }
    }

    @Test
    void nothingOfTheNormalisationIsLeft() throws Exception {
        ModelDirectory directory = SmallModels.write(SmallNetworks.denseChain(1), 2, folder);
        GraphProto cut =
                ModelProto.parseFrom(NormalisationCut.from(directory.graph(1, 0))).getGraph();
        assertThat(cut.getInitializerList())
                .extracting(TensorProto::getName)
                .isNotEmpty()
                .noneMatch(name -> name.startsWith(Normalisation.NORMALISED));
    }

    @Test
    void aGraphOfALaterStageStaysAsItIs() {
        ModelDirectory directory = SmallModels.write(SmallNetworks.denseChain(1), 2, folder);
        byte[] graph = directory.graph(2, 0);
        assertThat(NormalisationCut.from(graph)).isEqualTo(graph);
    }

    @Test
    void whatIsNoGraphIsRefused() {
        assertThatThrownBy(() -> NormalisationCut.from(new byte[] {1, 2, 3}))
                .isInstanceOf(ModelDirectoryException.class)
                .hasMessageContaining("not ONNX");
    }
}
