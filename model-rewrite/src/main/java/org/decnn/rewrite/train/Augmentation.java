package org.decnn.rewrite.train;

import java.util.SplittableRandom;
import org.decnn.model.network.TensorShape;

/** Random crop of the padded picture, and mirroring, on 8-bit channel planes. */
final class Augmentation {

    private final TensorShape shape;
    private final int crop;
    private final boolean flip;

    Augmentation(TensorShape shape, int crop, boolean flip) {
        this.shape = shape;
        this.crop = crop;
        this.flip = flip;
    }

    /** A changed copy; the padding is black, as torchvision's {@code RandomCrop} has it. */
    byte[] of(byte[] pixels, SplittableRandom random) {
        int down = crop == 0 ? 0 : random.nextInt(2 * crop + 1) - crop;
        int right = crop == 0 ? 0 : random.nextInt(2 * crop + 1) - crop;
        boolean mirrored = flip && random.nextBoolean();
        byte[] changed = new byte[pixels.length];
        int height = shape.height();
        int width = shape.width();
        int from = Math.max(0, -right);
        int to = Math.min(width, width - right);
        for (int row = 0; row < shape.channels() * height; row++) {
            int y = row % height + down;
            if (y >= 0 && y < height && from < to) {
                int source = (row + down) * width;
                System.arraycopy(
                        pixels, source + from + right, changed, row * width + from, to - from);
            }
            if (mirrored) {
                reverse(changed, row * width, width);
            }
        }
        return changed;
    }

    private static void reverse(byte[] values, int start, int length) {
        for (int i = 0; i < length / 2; i++) {
            byte left = values[start + i];
            values[start + i] = values[start + length - 1 - i];
            values[start + length - 1 - i] = left;
        }
    }
}
