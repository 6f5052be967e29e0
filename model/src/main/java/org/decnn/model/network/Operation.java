package org.decnn.model.network;

import java.util.List;

/**
 * What a layer computes on one sample. Weights are held in fp32; each operation is the ONNX
 * operator of the same meaning, with the batch axis left out.
 *
 * <p>Each is of one of six kinds, which say what it does to channels. By them alone a network is
 * split: an operation of no kind does not compile.
 */
public sealed interface Operation
        permits Weighted, PerChannel, WithinGroups, AcrossChannels, Renumbering, Joining {

    /**
     * The shape of the output. Throws {@link IllegalArgumentException} if the inputs do not fit.
     */
    TensorShape outputShape(List<TensorShape> inputs);

    /** Learned values. */
    default long parameters() {
        return 0;
    }

    /** Multiply-accumulates for one sample. */
    default long macs(TensorShape output) {
        return 0;
    }
}
