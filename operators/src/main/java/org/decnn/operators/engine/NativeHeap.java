package org.decnn.operators.engine;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The C library's heap, whose free pages stay with the process unless it is told: after ONNX
 * Runtime has read a graph they are as many as the graph has bytes, and more.
 */
final class NativeHeap {

    private static final Logger LOG = LoggerFactory.getLogger(NativeHeap.class);

    private NativeHeap() {}

    /** Gives free pages back to the system, where the JVM can: glibc and JDK 17.0.9 or later. */
    static void trim() {
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "systemTrimNativeHeap",
                            null,
                            null);
        } catch (JMException e) {
            LOG.debug("This JVM does not trim the native heap", e);
        }
    }
}
