package org.decnn.operators.topology;

/** Which device decodes an image. */
public enum Decoding {
    /** By turns, whoever reads it: right where few partitions, or files, hold most images. */
    IN_TURN,
    /** The one that reads it: right where partitions are shared out evenly among the devices. */
    WHERE_READ;

    /** What suits a topic of so many partitions. */
    public static Decoding of(int partitions, int devices) {
        return partitions % devices == 0 ? WHERE_READ : IN_TURN;
    }
}
