package org.decnn.operators.stage;

/**
 * Names of the accumulators by which devices tell what they hold and send; after the network's,
 * where it has one.
 */
public final class DeviceFacts {

    private DeviceFacts() {}

    /** Bytes of weights that a device holds for one shard of one stage. */
    public static String weightBytes(int device, int stage, int shard) {
        return "weight bytes/device " + device + "/stage " + stage + "/shard " + shard;
    }

    /** Bytes of weights that a device holds for the stem. */
    public static String stemBytes(int device) {
        return "weight bytes/device " + device + "/stem";
    }

    /** Bytes of slices from one stage to another, all devices together. */
    public static String sliceBytes(int fromStage, int toStage) {
        return "slice bytes/" + fromStage + "→" + toStage;
    }

    /** Those bytes of them that left the device they were made on. */
    public static String networkBytes(int fromStage, int toStage) {
        return "network bytes/" + fromStage + "→" + toStage;
    }
}
