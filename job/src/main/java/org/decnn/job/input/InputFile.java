package org.decnn.job.input;

import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;

/**
 * A file of one or more images.
 *
 * @param name as the user gave it, for ids and messages
 * @param place where it lies; unlike a path's text it holds any name, whatever its bytes mean
 * @param images in the file
 * @param start of the first image, in bytes
 * @param stride from one image to the next, in bytes
 */
record InputFile(String name, URI place, Kind kind, long images, long start, int stride)
        implements Serializable {

    Path path() {
        return Path.of(place);
    }

    enum Kind {
        /** One encoded picture. */
        PICTURE,
        /** Records of CIFAR-10's binary version: a label, then 32×32 planes of red, green, blue. */
        CIFAR,
        /** A NumPy array of network inputs. */
        TENSORS
    }
}
