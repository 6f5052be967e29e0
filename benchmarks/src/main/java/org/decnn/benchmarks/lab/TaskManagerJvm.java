package org.decnn.benchmarks.lab;

import java.util.ArrayList;
import java.util.List;

/** How a device's JVM is started, but for its memory. */
record TaskManagerJvm(Compiler compiler, Kernels kernels) {

    List<String> flags(TestedSystem system) {
        List<String> flags = new ArrayList<>(compiler.flags(system.isPlain()));
        flags.addAll(kernels.flags(system.isQuantised()));
        return flags;
    }
}
