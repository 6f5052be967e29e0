package org.decnn.rewrite.data;

import java.util.List;
import org.decnn.operators.image.LeftOut;

/**
 * Pictures of known classes, each as a network takes it before normalisation: 8-bit channel planes
 * at the network's input size, in the network's channel order. Safe for use by several threads.
 */
public interface LabelledImages {

    /** How many pictures there are. */
    int size();

    /** Names of the classes, in the order of their indices. */
    List<String> classes();

    /** Index of the class that a picture is of. */
    int label(int image);

    /** Where a picture comes from, as errors name it. */
    String nameOf(int image);

    /**
     * Reads one picture.
     *
     * @param pixels what it is read into: {@code channels · height · width} bytes
     * @throws DataException naming the picture, if it cannot be read or is no picture
     */
    void read(int image, byte[] pixels);

    /** Files that lie among the pictures and are none, by their names. */
    default List<String> leftOut() {
        return whatIsLeftOut().names();
    }

    /** The same with the reasons. */
    default LeftOut whatIsLeftOut() {
        return new LeftOut();
    }
}
