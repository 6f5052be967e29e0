package org.decnn.rewrite.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;
import org.decnn.model.network.PerChannel.Pointwise;

/** Functions of one value in PyTorch. */
final class TorchCurves {

    private static final double STEEPNESS = Math.sqrt(2 / Math.PI);

    private TorchCurves() {}

    static NDArray of(Pointwise layer, NDArray x) {
        float alpha = layer.alpha();
        float beta = layer.beta();
        return switch (layer.curve()) {
            case SIGMOID -> Activation.sigmoid(x);
            case HARD_SIGMOID -> x.mul(alpha).add(beta).clip(0, 1);
            case HARD_SWISH -> x.mul(x.mul(1 / 6f).add(0.5f).clip(0, 1));
            case SWISH -> x.mul(Activation.sigmoid(x.mul(alpha)));
            case TANH -> x.tanh();
            case LEAKY_RELU -> Activation.leakyRelu(x, alpha);
            case ELU -> Activation.elu(x, alpha);
            case SELU -> Activation.elu(x, alpha).mul(beta);
            case CELU -> Activation.elu(x.div(alpha), 1).mul(alpha);
            case GELU -> Activation.gelu(x);
            case GELU_TANH -> geluTanh(x);
            case MISH -> x.mul(Activation.softPlus(x).tanh());
            case SOFTPLUS -> Activation.softPlus(x);
            case SOFTSIGN -> x.div(x.abs().add(1));
            case THRESHOLDED_RELU -> x.mul(x.gt(alpha).toType(DataType.FLOAT32, false));
            case ERF -> x.erf();
            case EXP -> x.exp();
            case LOG -> x.log();
            case SQRT -> x.sqrt();
            case ABS -> x.abs();
            case NEG -> x.neg();
            case RECIPROCAL -> x.pow(-1);
            case POWER -> x.pow(alpha);
        };
    }

    private static NDArray geluTanh(NDArray x) {
        NDArray bent = x.add(x.mul(x).mul(x).mul(0.044715f)).mul((float) STEEPNESS);
        return x.mul(bent.tanh().add(1)).mul(0.5f);
    }
}
