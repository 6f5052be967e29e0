package org.decnn.operators.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.decnn.model.network.Network;
import org.decnn.model.network.TensorShape;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.shard.PictureWire;
import org.decnn.model.shard.Shares;
import org.decnn.model.shard.WireTypes;
import org.decnn.model.testing.NetworkSketch;
import org.decnn.model.testing.SmallModels;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.image.DecodeLimits;
import org.decnn.operators.image.ImageDecoder;
import org.decnn.operators.local.LocalSplit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A split network whose pictures are sent with half of their chroma answers as the whole one does
 * for the picture that these bytes stand for, by JFIF's formulas: nothing else is lost on the way.
 */
class HalfChromaSplitTest {

    private static final double TOLERANCE = 1e-4;

    @TempDir private static Path folder;

    static Stream<Arguments> everyOrderOverOneAndFourShards() {
        return Stream.of(ChannelOrder.RGB, ChannelOrder.BGR)
                .flatMap(order -> Stream.of(1, 4).map(shards -> Arguments.of(order, shards)));
    }

    @ParameterizedTest(name = "{0} over {1} shard(s)")
    @MethodSource("everyOrderOverOneAndFourShards")
    void theSplitNetworkSeesWhatWasSent(ChannelOrder order, int shards) throws IOException {
        ModelDirectory directory = write(network(), order, shards);
        byte[] picture = SmallModels.picture(directory, 3);
        byte[] sent = sent(directory, picture);

        float[] expected = SmallModels.answer(directory, input(directory, sent));

        for (Engine engine : Engines.ALL) {
            try (LocalSplit split = LocalSplit.load(directory, engine)) {
                float[] actual = split.logits(sent);
                assertThat(actual).hasSameSizeAs(expected);
                for (int i = 0; i < expected.length; i++) {
                    assertThat((double) actual[i])
                            .as("%s: logit %d", engine.getClass().getSimpleName(), i)
                            .isCloseTo(expected[i], within(TOLERANCE * largest(expected)));
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} over {1} shard(s)")
    @MethodSource("everyOrderOverOneAndFourShards")
    void aPictureTakesHalfOfTheBytes(ChannelOrder order, int shards) throws IOException {
        ModelDirectory whole = SmallModels.write(network(), shards, order, folder);
        ModelDirectory half = write(network(), order, shards);

        assertThat(2 * pictureBytes(half)).isEqualTo(pictureBytes(whole));
    }

    private static long pictureBytes(ModelDirectory directory) {
        return directory.manifest().edgesFrom(0).get(0).bytesBetweenShards();
    }

    /** Its first convolution pads, as far as the colours' means are from 0. */
    private static Network network() {
        NetworkSketch net = new NetworkSketch("colours", 1, TensorShape.image(3, 8, 12));
        String x = net.conv("conv", 8, 1, 3, 1, Network.INPUT);
        return net.network(net.classifier(SmallNetworks.CLASSES, x));
    }

    private static ModelDirectory write(Network network, ChannelOrder order, int shards)
            throws IOException {
        Path target = folder.resolve("half-" + order + "-" + shards);
        if (!target.toFile().exists()) {
            SmallModels.writer(network, order, List.of())
                    .write(
                            Shares.even(shards),
                            WireTypes.everywhere(ElementType.FLOAT32)
                                    .withPicture(PictureWire.HALF_CHROMA),
                            target);
        }
        return ModelDirectory.open(new LocalModelFiles(target));
    }

    private static byte[] sent(ModelDirectory directory, byte[] picture) {
        Preprocessing preprocessing = directory.manifest().preprocessing();
        return new ImageDecoder(preprocessing, directory.manifest().picture(), DecodeLimits.DEFAULT)
                .fitPlanes(picture, preprocessing.width(), preprocessing.height());
    }

    /** What the network takes for what was sent: nearest chroma, then JFIF's colours, unclipped. */
    private static float[] input(ModelDirectory directory, byte[] sent) {
        Preprocessing preprocessing = directory.manifest().preprocessing();
        int width = preprocessing.width();
        int area = width * preprocessing.height();
        float[] input = new float[3 * area];
        for (int at = 0; at < area; at++) {
            int chroma = area + at / width / 2 * (width / 2) + at % width / 2;
            double luma = sent[at] & 0xff;
            double blue = (sent[chroma] & 0xff) - 128;
            double red = (sent[chroma + area / 4] & 0xff) - 128;
            double[] rgb = {
                luma + 1.402 * red, luma - 0.344136 * blue - 0.714136 * red, luma + 1.772 * blue
            };
            for (int channel = 0; channel < 3; channel++) {
                int colour =
                        preprocessing.channelOrder() == ChannelOrder.BGR ? 2 - channel : channel;
                double value = rgb[colour] * preprocessing.scale();
                double mean = preprocessing.mean().get(channel);
                input[channel * area + at] =
                        (float) ((value - mean) / preprocessing.std().get(channel));
            }
        }
        return input;
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
