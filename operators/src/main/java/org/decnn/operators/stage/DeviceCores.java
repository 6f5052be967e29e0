package org.decnn.operators.stage;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * As many graphs run at a time on a device as it has cores, in the order in which they asked.
 * Stages that took turns on one core by the scheduler's slices would push each other's weights out
 * of its cache, and each hold its workspace.
 */
final class DeviceCores {

    private record Place(JobID job, int subtask) {}

    private static final Map<Place, DeviceCores> DEVICES = new ConcurrentHashMap<>();

    private final Semaphore cores = new Semaphore(Runtime.getRuntime().availableProcessors(), true);
    private int stages;

    /** Those of the device that a stage runs on; to be released. */
    static DeviceCores of(RuntimeContext runtime) {
        return DEVICES.compute(
                placeOf(runtime),
                (place, there) -> {
                    DeviceCores device = there == null ? new DeviceCores() : there;
                    device.stages++;
                    return device;
                });
    }

    /** When the stage is closed. */
    static void release(RuntimeContext runtime) {
        DEVICES.computeIfPresent(
                placeOf(runtime), (place, device) -> --device.stages == 0 ? null : device);
    }

    private static Place placeOf(RuntimeContext runtime) {
        return new Place(
                runtime.getJobInfo().getJobId(), runtime.getTaskInfo().getIndexOfThisSubtask());
    }

    /** Waits for a core. */
    void take() throws InterruptedException {
        cores.acquire();
    }

    void giveBack() {
        cores.release();
    }
}
