package org.decnn.rewrite.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.network.FoldBatchNorm;

/** A trained network that another one learns from. */
final class Teacher {

    private final TorchNetwork network;
    private final InputScaling scaling;

    Teacher(NetworkFile file, NDManager manager) {
        network = new TorchNetwork(FoldBatchNorm.in(file.network()), manager);
        scaling = new InputScaling(file.preprocessing().orElseThrow(), manager);
    }

    /**
     * What it makes of pictures; no gradient leads into it.
     *
     * @param pixels {@code [N, C, H, W]}, 8 bit
     * @return {@code [N, classes]}
     */
    NDArray logits(NDArray pixels) {
        return network.logits(scaling.of(pixels), false);
    }
}
