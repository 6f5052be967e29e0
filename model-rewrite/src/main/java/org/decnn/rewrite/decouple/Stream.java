package org.decnn.rewrite.decouple;

import java.util.List;

/**
 * Tensors that share the identity of their channels: what a convolution writes and all that is
 * added, normalised or pooled with it. Residual blocks of one stage write one stream.
 *
 * @param channels of each feature map in it
 * @param tensors their names, in the network's order
 * @param residual whether tensors are added in it
 */
public record Stream(int index, int channels, List<String> tensors, boolean residual) {

    String last() {
        return tensors.get(tensors.size() - 1);
    }
}
