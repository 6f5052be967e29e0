package org.decnn.rewrite.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.decnn.model.network.Network;
import org.decnn.model.network.TensorShape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network's picture, as DL4J takes it. */
final class Pictures {

    private Pictures() {}

    /** {@code [1, C, H, W]}. */
    static INDArray channelsFirst(Network network, float[] picture) {
        TensorShape shape = network.input();
        return Nd4j.createFromArray(picture)
                .reshape('c', 1, shape.channels(), shape.height(), shape.width());
    }

    /** {@code [1, H, W, C]}. */
    static INDArray channelsLast(Network network, float[] picture) {
        return channelsFirst(network, picture).permute(0, 2, 3, 1).dup('c');
    }

    static void assertClose(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        float largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(largest).isPositive();
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("value %d", i).isCloseTo(expected[i], within(1e-4f * largest));
        }
    }
}
