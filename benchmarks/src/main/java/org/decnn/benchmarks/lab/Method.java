package org.decnn.benchmarks.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a run measures, as its results say it.
 *
 * @param notes what whoever started it says besides
 */
record Method(
        int repetitions,
        Measurement.Times times,
        Path pictures,
        Compiler compiler,
        Kernels kernels,
        List<String> notes) {

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "one run, systems in turn within each of "
                        + repetitions
                        + " repetition(s), TaskManagers of their own for each system and repetition, warmed up without limits for "
                        + times.warmUp()
                        + " s, and on until Java's compiler takes a hundredth of the processor time, for 30 s at most");
        lines.add(
                "images/s: each partition of the topic never empty, predictions over "
                        + times.window()
                        + " s after "
                        + times.settle()
                        + " s to settle, limits on; latency: append of the prediction less append of the image by the broker's clock; alone: one image at a time; load: evenly spaced at a part of the saturated rate");
        lines.add(
                "JPEGs of "
                        + pictures.getFileName()
                        + ", at-least-once delivery, producers do not linger, a checkpoint every 10 s, one intra-op thread a graph");
        lines.add(
                "model memory: resident after load and warm-up less resident with a job of the same kind whose network has almost no weights, on the same TaskManager before; the Java heap is touched when the JVM starts, so it is in both. TaskManager JVM: "
                        + compiler.described());
        lines.add(
                "the graphs alone: before each repetition, one network after the other in "
                        + "turn on one core without limits, processor time");
        if (kernels == Kernels.UNBLOCKED) {
            lines.add(
                    "KERNELS: no convolutions on blocks of channels (ONNX Runtime's optimisation"
                            + " level 'extended', as without such kernels on ARM); A8 as ever");
        }
        lines.addAll(notes);
        return lines;
    }
}
