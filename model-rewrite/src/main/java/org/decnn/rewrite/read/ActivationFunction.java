package org.decnn.rewrite.read;

import java.util.Optional;
import org.decnn.model.network.AcrossChannels.Softmax;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel.Clip;
import org.decnn.model.network.PerChannel.Relu;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/** DL4J's activation functions as operations. */
final class ActivationFunction {

    private ActivationFunction() {}

    /**
     * @param ofVector whether it is applied to a vector, not to a feature map
     * @return nothing for the identity
     * @throws IllegalArgumentException if the function is not supported
     */
    static Optional<Operation> operation(IActivation function, boolean ofVector) {
        if (function instanceof ActivationIdentity) {
            return Optional.empty();
        } else if (function instanceof ActivationReLU relu && isPlain(relu)) {
            Double max = relu.getMax();
            return Optional.of(max == null ? new Relu() : new Clip(0, max.floatValue()));
        } else if (function instanceof ActivationReLU6) {
            return Optional.of(new Clip(0, 6));
        } else if (function instanceof ActivationSoftmax && ofVector) {
            return Optional.of(new Softmax());
        }
        throw new IllegalArgumentException("activation " + function + " is not supported");
    }

    private static boolean isPlain(ActivationReLU relu) {
        return isZero(relu.getThreshold()) && isZero(relu.getNegativeSlope());
    }

    private static boolean isZero(Double value) {
        return value == null || value == 0;
    }
}
