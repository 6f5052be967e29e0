package org.decnn.operators.flight;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.decnn.operators.model.NetworkName;
import org.decnn.operators.slice.Batch;
import org.decnn.operators.slice.SampleId;

/**
 * Holds images back on the device that decodes them until earlier ones have left. It is passed by
 * the decoder and by the sum of the logits, two tasks in one process. Waiting stops the decoder,
 * hence by back-pressure the source.
 *
 * <p>Each network of each job has gates of its own: they bound the memory that its own images take.
 *
 * <p>Nothing of it is in a checkpoint: after a restart, images that were under way are not counted,
 * and for their time there are a few more.
 */
public final class FlightGate {

    private record Place(JobID job, NetworkName network, int subtask) {}

    private static final Map<Place, FlightGate> GATES = new ConcurrentHashMap<>();

    private final int share;
    private final int maxBatch;
    private final Runnable onRoom;
    private final Set<SampleId> inFlight = new HashSet<>();
    private boolean waitedFor;

    private FlightGate(int share, int maxBatch, Runnable onRoom) {
        this.share = share;
        this.maxBatch = maxBatch;
        this.onRoom = onRoom;
    }

    /**
     * Opens the gate of a decoder's device, in place of any from before a restart.
     *
     * @param onRoom told, by another thread, when there is room for a whole batch after the gate
     *     was found full
     */
    public static FlightGate open(
            RuntimeContext runtime, NetworkName network, FlightPlan plan, Runnable onRoom) {
        Place place = placeOf(runtime, network);
        int subtasks = runtime.getTaskInfo().getNumberOfParallelSubtasks();
        FlightGate gate =
                new FlightGate(
                        plan.shareOf(place.subtask(), subtasks),
                        plan.batchOf(place.subtask(), subtasks),
                        onRoom);
        GATES.put(place, gate);
        return gate;
    }

    /** How many samples may enter together. */
    public int maxBatch() {
        return maxBatch;
    }

    private static Place placeOf(RuntimeContext runtime, NetworkName network) {
        return new Place(
                runtime.getJobInfo().getJobId(),
                network,
                runtime.getTaskInfo().getIndexOfThisSubtask());
    }

    /**
     * Lets a batch in if there is room for all of it. Once there was none, not before a whole batch
     * finds room: else each image that leaves would be followed by one alone.
     *
     * @param batch of {@link #maxBatch()} samples at most
     */
    public synchronized boolean tryEnter(Batch batch) {
        return enterInto(batch, waitedFor ? maxBatch : batch.size());
    }

    /**
     * Waits until so many samples may enter. None but the caller takes that room.
     *
     * @throws InterruptedException if the task is cancelled meanwhile
     */
    public synchronized void awaitRoom(int samples) throws InterruptedException {
        while (share - inFlight.size() < samples) {
            wait();
        }
    }

    /**
     * Lets a batch in as soon as there is room for it.
     *
     * @throws InterruptedException if the task is cancelled meanwhile
     */
    public synchronized void enter(Batch batch) throws InterruptedException {
        while (!enterInto(batch, batch.size())) {
            wait();
        }
    }

    private boolean enterInto(Batch batch, int room) {
        waitedFor = share - inFlight.size() < room;
        if (!waitedFor) {
            inFlight.addAll(batch.samples());
        }
        return !waitedFor;
    }

    private void leave(Batch batch) {
        if (makesRoomThatIsWaitedFor(batch)) {
            onRoom.run();
        }
    }

    private synchronized boolean makesRoomThatIsWaitedFor(Batch batch) {
        boolean left = inFlight.removeAll(batch.samples());
        if (left) {
            notifyAll();
        }
        return left && waitedFor && share - inFlight.size() >= maxBatch;
    }

    public synchronized int inFlight() {
        return inFlight.size();
    }

    /** Lets a batch out on the device that decoded it; one of before a restart is unknown here. */
    public static void leave(RuntimeContext runtime, NetworkName network, Batch batch) {
        FlightGate gate = GATES.get(placeOf(runtime, network));
        if (gate != null) {
            gate.leave(batch);
        }
    }

    /** Forgets the gate, unless a later one is there already. */
    public void close(RuntimeContext runtime, NetworkName network) {
        GATES.remove(placeOf(runtime, network), this);
    }
}
