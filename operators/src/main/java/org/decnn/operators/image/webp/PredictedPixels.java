package org.decnn.operators.image.webp;

/**
 * What neighbours foretell was taken off each pixel of a lossless picture.
 *
 * @param modes by tile, in green
 */
record PredictedPixels(int width, int bits, int[] modes) implements Vp8lTransform {
    private static final int BLACK = 0xff000000;
    private static final int ABOVE = 2;
    private static final int LEFT = 1;

    @Override
    public int[] undo(int[] argb, int height) {
        int across = Vp8lTransform.tiles(width, bits);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = y * width + x;
                int predicted;
                if (y == 0) {
                    predicted = x == 0 ? BLACK : argb[at - 1];
                } else if (x == 0) {
                    predicted = argb[at - width];
                } else {
                    int mode = modes[(y >> bits) * across + (x >> bits)] >> 8 & 0xf;
                    predicted = predict(mode, argb, at);
                }
                argb[at] = Vp8lTransform.add(argb[at], predicted);
            }
        }
        return argb;
    }

    /** Above the last pixel's right is the first of its own row. */
    private int predict(int mode, int[] argb, int at) {
        int left = argb[at - 1];
        int above = argb[at - width];
        int aboveLeft = argb[at - width - 1];
        int aboveRight = argb[at - width + 1];
        return switch (mode) {
            case LEFT -> left;
            case ABOVE -> above;
            case 3 -> aboveRight;
            case 4 -> aboveLeft;
            case 5 -> mean(mean(left, aboveRight), above);
            case 6 -> mean(left, aboveLeft);
            case 7 -> mean(left, above);
            case 8 -> mean(aboveLeft, above);
            case 9 -> mean(above, aboveRight);
            case 10 -> mean(mean(left, aboveLeft), mean(above, aboveRight));
            case 11 -> nearer(left, above, aboveLeft);
            case 12 -> gradient(left, above, aboveLeft);
            case 13 -> halfGradient(mean(left, above), aboveLeft);
            default -> BLACK;
        };
    }

    private static int mean(int a, int b) {
        return (((a ^ b) & 0xfefefefe) >>> 1) + (a & b);
    }

    /** Left or above, whichever the gradient is nearer to. */
    private static int nearer(int left, int above, int corner) {
        int difference = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int c = corner >> shift & 0xff;
            difference +=
                    Math.abs((left >> shift & 0xff) - c) - Math.abs((above >> shift & 0xff) - c);
        }
        return difference <= 0 ? above : left;
    }

    private static int gradient(int left, int above, int corner) {
        int pixel = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int value = (left >> shift & 0xff) + (above >> shift & 0xff) - (corner >> shift & 0xff);
            pixel |= Plane.clamp(value) << shift;
        }
        return pixel;
    }

    private static int halfGradient(int mean, int corner) {
        int pixel = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int value = mean >> shift & 0xff;
            pixel |= Plane.clamp(value + (value - (corner >> shift & 0xff)) / 2) << shift;
        }
        return pixel;
    }
}
