package org.decnn.operators.image.webp;

/** What was done to a lossless picture before it was coded, and undoes it. */
interface Vp8lTransform {

    /**
     * Undoes it.
     *
     * @param argb pixels, rows from the top; taken over
     */
    int[] undo(int[] argb, int height);

    /** Tiles of so many bits of a side. */
    static int tiles(int side, int bits) {
        return side + (1 << bits) - 1 >> bits;
    }

    /** Adds each of four channels. */
    static int add(int a, int b) {
        return (a & 0xff00ff00) + (b & 0xff00ff00) & 0xff00ff00
                | (a & 0x00ff00ff) + (b & 0x00ff00ff) & 0x00ff00ff;
    }

    /** Green was taken off red and blue. */
    record SubtractGreen() implements Vp8lTransform {
        @Override
        public int[] undo(int[] argb, int height) {
            for (int i = 0; i < argb.length; i++) {
                int green = argb[i] >> 8 & 0xff;
                argb[i] = add(argb[i], green << 16 | green);
            }
            return argb;
        }
    }

    /**
     * Shares of green were taken off red and blue, and of red off blue.
     *
     * @param shares by tile
     */
    record CrossColour(int width, int bits, int[] shares) implements Vp8lTransform {
        @Override
        public int[] undo(int[] argb, int height) {
            int across = tiles(width, bits);
            for (int i = 0; i < argb.length; i++) {
                int share = shares[(i / width >> bits) * across + (i % width >> bits)];
                int green = argb[i] >> 8;
                int red = (argb[i] >> 16) + product(share, green) & 0xff;
                int blue = argb[i] + product(share >> 8, green) + product(share >> 16, red) & 0xff;
                argb[i] = argb[i] & 0xff00ff00 | red << 16 | blue;
            }
            return argb;
        }

        /** Of the lowest bytes, with their signs, in 32nds. */
        private static int product(int share, int colour) {
            return (byte) share * (byte) colour >> 5;
        }
    }

    /**
     * Pixels are indices, in green, several of one pixel where there are few colours.
     *
     * @param bits log2 of how many
     */
    record Palette(int width, int bits, int[] colours) implements Vp8lTransform {
        @Override
        public int[] undo(int[] argb, int height) {
            int[] pixels = bits == 0 ? argb : new int[width * height];
            int packed = tiles(width, bits);
            int mask = (1 << bits) - 1;
            int depth = 8 >> bits;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int indices = argb[y * packed + (x >> bits)] >> 8 & 0xff;
                    int index = indices >> (x & mask) * depth & (1 << depth) - 1;
                    pixels[y * width + x] = index < colours.length ? colours[index] : 0;
                }
            }
            return pixels;
        }
    }
}
