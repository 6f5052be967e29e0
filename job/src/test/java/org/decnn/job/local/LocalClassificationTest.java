package org.decnn.job.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.decnn.job.input.InputCatalog;
import org.decnn.job.testing.InterceptedEngine;
import org.decnn.job.testing.SmallModel;
import org.decnn.job.testing.TestPictures;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.network.NetworkException;
import org.decnn.model.shard.PictureWire;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.engine.OnnxRuntimeEngine;
import org.decnn.operators.image.DecodeLimits;
import org.decnn.operators.image.ImageDecoder;
import org.decnn.operators.local.LocalSplit;
import org.decnn.operators.stage.InputKind;
import org.decnn.operators.topology.SplitNetwork;
import org.decnn.operators.topology.SplitOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
class LocalClassificationTest {

    @TempDir private Path folder;

    @Test
    void aDeviceThatFailsEndsTheRunWithItsError() throws Exception {
        SmallModel model = SmallModel.split(SmallNetworks.denseChain(1), 2, folder);
        Path picture = Files.write(folder.resolve("cat.png"), TestPictures.png(1));
        InputCatalog catalog = InputCatalog.of(List.of(picture), model.directory().manifest());
        SplitOptions failing =
                SplitOptions.onDevices(2)
                        .withEngine(new InterceptedEngine(LocalClassificationTest::fail));

        try (LocalCluster cluster = LocalCluster.start(2, SmallModel.NETWORK, folder);
                LocalClassification run =
                        LocalClassification.start(cluster, model.directory(), catalog, failing)) {
            assertThatThrownBy(run::hasNext)
                    .rootCause()
                    .hasMessageContaining("the board caught fire");
        }
    }

    @Test
    void itsAccumulatorsSayWhatTheDevicesHold() throws Exception {
        SmallModel model = SmallModel.split(SmallNetworks.denseChain(1), 2, folder);
        Path picture = Files.write(folder.resolve("cat.png"), TestPictures.png(1));
        InputCatalog catalog = InputCatalog.of(List.of(picture), model.directory().manifest());

        try (LocalCluster cluster = LocalCluster.start(2, SmallModel.NETWORK, folder);
                LocalClassification run =
                        LocalClassification.start(
                                cluster, model.directory(), catalog, SplitOptions.onDevices(2))) {
            assertThat(run.next().classified().header().id()).isEqualTo(picture.toString());
            assertThat(run.hasNext()).isFalse();
            assertThat(run.accumulators()).containsKey("weight bytes/device 1/stage 1/shard 1");
        }
    }

    @Test
    void picturesThatAreSentWithHalfOfTheirChromaAreAnsweredAsTheShardsDoByThemselves()
            throws Exception {
        ModelDirectory model = halfChroma();
        Path picture = Files.write(folder.resolve("cat.png"), TestPictures.png(1));
        InputCatalog catalog = InputCatalog.of(List.of(picture), model.manifest());
        byte[] sent =
                new ImageDecoder(
                                model.manifest().preprocessing(),
                                PictureWire.HALF_CHROMA,
                                DecodeLimits.DEFAULT)
                        .decode(TestPictures.png(1));

        try (LocalSplit shards = LocalSplit.load(model, new OnnxRuntimeEngine());
                LocalCluster cluster = LocalCluster.start(2, SmallModel.NETWORK, folder);
                LocalClassification run =
                        LocalClassification.start(
                                cluster, model, catalog, SplitOptions.onDevices(2))) {
            assertThat(run.next().classified().logits()).isEqualTo(shards.logits(sent));
            assertThat(run.hasNext()).isFalse();
        }
    }

    @Test
    void tensorsAreNoPicturesOfHalfTheirChroma() throws Exception {
        SplitOptions options = SplitOptions.onDevices(2).fed(InputKind.TENSOR);

        assertThatThrownBy(() -> new SplitNetwork(halfChroma(), options))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("half-chroma")
                .hasMessageContaining("--chroma full");
    }

    private ModelDirectory halfChroma() throws IOException {
        return SmallModel.split(SmallNetworks.denseChain(1), 2, PictureWire.HALF_CHROMA, folder)
                .directory();
    }

    private static void fail() {
        throw new IllegalStateException("the board caught fire");
    }
}
