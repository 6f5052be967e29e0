package org.decnn.rewrite.decouple.refit;

import java.util.Random;
import java.util.stream.IntStream;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Window;

/**
 * Places of a tensor that a regression looks at: as many of each picture. Rows are in the pictures'
 * order.
 *
 * @param pixels {@code [picture][place]}: index of a pixel of the tensor
 */
record Sample(TensorShape shape, int[][] pixels) {

    /**
     * @param rows about how many places in all
     */
    static Sample of(TensorShape shape, int pictures, int rows, long seed) {
        int each = Math.max(1, Math.min(shape.area(), rows / pictures));
        Random random = new Random(seed);
        int[][] pixels = new int[pictures][];
        for (int picture = 0; picture < pictures; picture++) {
            pixels[picture] =
                    each == shape.area()
                            ? IntStream.range(0, each).toArray()
                            : random.ints(0, shape.area()).distinct().limit(each).toArray();
        }
        return new Sample(shape, pixels);
    }

    int each() {
        return pixels[0].length;
    }

    int rows() {
        return pixels.length * each();
    }

    /** Adds the tensor's values to {@code [row][channel]}, for some channels. */
    void add(float[][] tensor, int[] channels, float[] to) {
        int at = 0;
        for (int picture = 0; picture < pixels.length; picture++) {
            for (int pixel : pixels[picture]) {
                for (int channel : channels) {
                    to[at++] += tensor[picture][channel * shape.area() + pixel];
                }
            }
        }
    }

    /**
     * What a convolution sees of some neighbouring channels: fills columns {@code [column, column +
     * count · kernel)} of a row-major matrix, in the order of its weights.
     */
    void addPatches(
            float[][] input,
            TensorShape inputShape,
            Window window,
            int channel,
            int count,
            float[] matrix,
            int column,
            int columns) {
        int height = inputShape.height();
        int width = inputShape.width();
        for (int picture = 0, row = 0; picture < pixels.length; picture++) {
            float[] values = input[picture];
            for (int pixel : pixels[picture]) {
                int top = pixel / shape.width() * window.strideHeight() - window.padTop();
                int left = pixel % shape.width() * window.strideWidth() - window.padLeft();
                int at = row++ * columns + column;
                for (int c = channel; c < channel + count; c++) {
                    for (int y = 0; y < window.kernelHeight(); y++) {
                        int fromY = top + y * window.dilationHeight();
                        for (int x = 0; x < window.kernelWidth(); x++, at++) {
                            int fromX = left + x * window.dilationWidth();
                            if (fromY >= 0 && fromY < height && fromX >= 0 && fromX < width) {
                                matrix[at] = values[(c * height + fromY) * width + fromX];
                            }
                        }
                    }
                }
            }
        }
    }
}
