package org.decnn.operators.image.webp;

import java.io.IOException;

/** One coded picture of a WebP, of which the header is read. */
public sealed interface WebpFrame permits Vp8Frame, Vp8lFrame {

    int width();

    int height();

    /**
     * Decodes.
     *
     * @return red, green and blue of each pixel, rows from the top; transparency is left out
     * @throws java.io.EOFException if data end early
     * @throws IOException if they mean nothing
     */
    byte[] rgb() throws IOException;
}
