package org.decnn.rewrite.train;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;

/** DJL's PyTorch engine, offline. */
final class Torch {

    private Torch() {}

    /**
     * @param threads CPU threads that one operation uses; heeded by the first call of a process
     * @return to be closed; on a CUDA device if there is one and PyTorch was built for it
     */
    static NDManager manager(int threads) {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        Engine engine = Engine.getEngine("PyTorch");
        return NDManager.newBaseManager(engine.defaultDevice(), "PyTorch");
    }

    /** The device that {@link #manager} computes on, for people. */
    static String deviceName(NDManager manager) {
        Device device = manager.getDevice();
        return device.isGpu() ? "GPU " + device.getDeviceId() : "CPU";
    }
}
