package org.decnn.operators.engine.nd4j;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * How many threads an operation takes. OpenBLAS and ND4J's own loops know one number for the whole
 * process; OpenMP, which oneDNN and the Arm Compute Library use, one for each calling thread.
 */
record Nd4jThreads(int count) {

    static {
        // JavaCPP would hold native memory to the size of the heap; a TaskManager's is larger.
        for (String limit : new String[] {"maxbytes", "maxphysicalbytes"}) {
            String property = "org.bytedeco.javacpp." + limit;
            if (System.getProperty(property) == null) {
                System.setProperty(property, "0");
            }
        }
    }

    static Nd4jThreads limitedTo(int count) {
        Nd4j.getEnvironment().setMaxMasterThreads(count);
        Nd4j.factory().blas().setMaxThreads(count);
        return new Nd4jThreads(count);
    }

    /** For the calling thread. */
    void enter() {
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(count);
    }
}
