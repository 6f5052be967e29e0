package org.decnn.operators.image.webp;

/**
 * Luma and chromas of half the size to red, green and blue, as libwebp makes them ("fancy"): a
 * pixel's chroma is of the four nearest, 9 : 3 : 3 : 1.
 */
final class Upsampling {
    private Upsampling() {}

    static byte[] rgb(Plane[] planes, int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        byte[] blue = new byte[width];
        byte[] red = new byte[width];
        int at = 0;
        for (int y = 0; y < height; y++) {
            chromaRow(planes[1], y, height, blue);
            chromaRow(planes[2], y, height, red);
            for (int x = 0; x < width; x++) {
                int luma = planes[0].get(x, y) * 19077 >> 8;
                int u = blue[x] & 0xff;
                int v = red[x] & 0xff;
                rgb[at++] = eightBits(luma + (v * 26149 >> 8) - 14234);
                rgb[at++] = eightBits(luma - (u * 6419 >> 8) - (v * 13320 >> 8) + 8708);
                rgb[at++] = eightBits(luma + (u * 33050 >> 8) - 17685);
            }
        }
        return rgb;
    }

    /** Of 64ths. */
    private static byte eightBits(int value) {
        return (byte) Plane.clamp(value >> 6);
    }

    private static void chromaRow(Plane plane, int y, int height, byte[] out) {
        int near = y / 2;
        int far = Math.max(0, Math.min(y % 2 == 0 ? near - 1 : near + 1, (height - 1) / 2));
        int last = out.length - 1;
        out[0] = (byte) (3 * plane.get(0, near) + plane.get(0, far) + 2 >> 2);
        for (int x = 1; x <= last / 2; x++) {
            int left = plane.get(x - 1, near);
            int right = plane.get(x, near);
            int farLeft = plane.get(x - 1, far);
            int farRight = plane.get(x, far);
            int sum = left + right + farLeft + farRight + 8;
            out[2 * x - 1] = (byte) ((sum + 2 * (right + farLeft) >> 3) + left >> 1);
            out[2 * x] = (byte) ((sum + 2 * (left + farRight) >> 3) + right >> 1);
        }
        if (last % 2 != 0) {
            int x = last / 2;
            out[last] = (byte) (3 * plane.get(x, near) + plane.get(x, far) + 2 >> 2);
        }
    }
}
