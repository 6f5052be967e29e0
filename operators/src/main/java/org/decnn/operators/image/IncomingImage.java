package org.decnn.operators.image;

/** An image as it came in, not yet decoded. The content is shared and must not be changed. */
public record IncomingImage(ImageHeader header, Format format, byte[] content) {

    /** How the content is to be read. */
    public enum Format {
        /** JPEG, PNG, GIF, BMP or WebP. */
        ENCODED,
        /** Planes of 32×32 red, green and blue bytes: a record of CIFAR-10 without its label. */
        CIFAR,
        /** Little-endian fp32 values of the network's input, fed as they are. */
        TENSOR
    }
}
