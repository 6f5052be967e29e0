package org.decnn.operators.image;

import java.util.List;

/**
 * The binary version of CIFAR-10 (Krizhevsky 2009): records of a label and planes of red, green and
 * blue bytes, one after another, without a header.
 */
public final class Cifar10 {

    /** Height and width of a picture. */
    public static final int SIDE = 32;

    /** Bytes of a picture's planes. */
    public static final int PLANE_BYTES = 3 * SIDE * SIDE;

    /** Bytes of a record: the label comes first. */
    public static final int RECORD_BYTES = 1 + PLANE_BYTES;

    /** Names of the classes by label. */
    public static final List<String> CLASSES =
            List.of(
                    "airplane",
                    "automobile",
                    "bird",
                    "cat",
                    "deer",
                    "dog",
                    "frog",
                    "horse",
                    "ship",
                    "truck");

    private Cifar10() {}
}
