package org.decnn.job.settings;

import org.apache.flink.runtime.jobgraph.DistributionPattern;
import org.apache.flink.runtime.jobgraph.IntermediateDataSet;
import org.apache.flink.runtime.jobgraph.JobEdge;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;

/**
 * How many network buffers the subtasks in one TaskManager take: in each of its slots one of each
 * vertex. Counted as Flink 2.2 does (SingleInputGateFactory, NettyShuffleUtils): an input gate
 * needs one buffer of its own and two for each channel from another device, an output one more than
 * it has receivers.
 *
 * @param required without them the job does not start: "Insufficient number of network buffers"
 * @param recovering what a restart can hold at once where buffers in flight are restored: two for
 *     local channels too, and two for one channel of each gate that takes over from its restored
 *     one
 * @param most what is used if there are more
 */
public record BufferDemand(int required, int recovering, int most) {

    private static final int A_CHANNEL = 2;
    private static final int FLOATING = 8;

    /** In a TaskManager of one slot. */
    public static BufferDemand of(JobGraph job) {
        return of(job, 1);
    }

    /** The demand of a job whose widest vertex has a subtask on every device, a slot each. */
    public static BufferDemand of(JobGraph job, int slots) {
        int devices = 1;
        for (JobVertex vertex : job.getVertices()) {
            devices = Math.max(devices, vertex.getParallelism());
        }
        int subtasks = Math.min(slots, devices);
        BufferDemand sum = new BufferDemand(0, 0, 0);
        for (JobVertex vertex : job.getVertices()) {
            for (JobEdge input : vertex.getInputs()) {
                sum = sum.plus(gate(input, devices, subtasks));
            }
            for (IntermediateDataSet output : vertex.getProducedDataSets()) {
                sum = sum.plus(partition(output));
            }
        }
        return new BufferDemand(
                subtasks * sum.required, subtasks * sum.recovering, subtasks * sum.most);
    }

    private static BufferDemand gate(JobEdge edge, int devices, int subtasks) {
        int senders = edge.getSource().getProducer().getParallelism();
        int receivers = edge.getTarget().getParallelism();
        boolean all = edge.getDistributionPattern() == DistributionPattern.ALL_TO_ALL;
        int channels = all ? senders : ceiling(senders, receivers);
        // Subtasks of one number share a slot. Otherwise a sender may be on any device.
        int local = senders == (all ? devices : receivers) ? (all ? subtasks : 1) : 0;
        int remote = channels - local;
        return new BufferDemand(
                1 + A_CHANNEL * remote,
                1 + A_CHANNEL * (channels + 1),
                FLOATING + A_CHANNEL * remote);
    }

    private static BufferDemand partition(IntermediateDataSet output) {
        int senders = output.getProducer().getParallelism();
        int receivers = 0;
        for (JobEdge edge : output.getConsumers()) {
            boolean all = edge.getDistributionPattern() == DistributionPattern.ALL_TO_ALL;
            int parallelism = edge.getTarget().getParallelism();
            receivers = Math.max(receivers, all ? parallelism : ceiling(parallelism, senders));
        }
        int required = receivers + 1;
        return new BufferDemand(required, required, FLOATING + A_CHANNEL * receivers);
    }

    /** Enough for either. */
    public BufferDemand max(BufferDemand other) {
        return new BufferDemand(
                Math.max(required, other.required),
                Math.max(recovering, other.recovering),
                Math.max(most, other.most));
    }

    private BufferDemand plus(BufferDemand other) {
        return new BufferDemand(
                required + other.required, recovering + other.recovering, most + other.most);
    }

    private static int ceiling(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
