package org.decnn.model.network;

import static org.decnn.model.network.Inputs.require;

import java.util.List;
import java.util.stream.IntStream;

/**
 * An operation on groups of consecutive channels, each by itself. A shard computes it for the
 * groups that it holds whole.
 */
public sealed interface WithinGroups extends Operation {

    int groups();

    /** The operation on some groups alone, in the order given. */
    WithinGroups on(int[] groups);

    /**
     * ONNX {@code GroupNormalization}: the values of a group, over all pixels, less their mean,
     * over their deviation; then {@code · gamma + beta}. With as many groups as channels it is
     * {@code InstanceNormalization}.
     *
     * @param gamma one a channel
     * @param beta one a channel
     */
    record GroupNorm(int groups, float[] gamma, float[] beta, float epsilon)
            implements WithinGroups {
        public GroupNorm {
            require(
                    groups >= 1 && gamma.length % groups == 0 && gamma.length == beta.length,
                    "%d groups do not go with %d gammas and %d betas",
                    groups,
                    gamma.length,
                    beta.length);
        }

        @Override
        public GroupNorm on(int[] kept) {
            int size = gamma.length / groups;
            int[] channels =
                    IntStream.of(kept)
                            .flatMap(group -> IntStream.range(group * size, (group + 1) * size))
                            .toArray();
            return new GroupNorm(
                    kept.length,
                    Inputs.pick(gamma, channels),
                    Inputs.pick(beta, channels),
                    epsilon);
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return Inputs.ofChannels(gamma.length, inputs);
        }

        @Override
        public long parameters() {
            return 2L * gamma.length;
        }
    }
}
