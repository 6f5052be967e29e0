package org.decnn.job.input;

import java.io.Serializable;

/**
 * A file of one or more images.
 *
 * @param name as the user gave it, for ids and messages
 * @param path absolute
 * @param images in the file
 * @param start of the first image, in bytes
 * @param stride from one image to the next, in bytes
 */
record InputFile(String name, String path, Kind kind, long images, long start, int stride)
        implements Serializable {

    enum Kind {
        /** One encoded picture. */
        PICTURE,
        /** Records of CIFAR-10's binary version: a label, then 32×32 planes of red, green, blue. */
        CIFAR,
        /** A NumPy array of network inputs. */
        TENSORS
    }
}
