package org.decnn.model.testing;

import org.decnn.model.network.PerChannel.Pointwise;

/** Functions of one value. */
final class CurveReference {

    private CurveReference() {}

    static double of(Pointwise curve, double x) {
        double alpha = curve.alpha();
        double beta = curve.beta();
        return switch (curve.curve()) {
            case SIGMOID -> sigmoid(x);
            case HARD_SIGMOID -> hardSigmoid(alpha, beta, x);
            case HARD_SWISH -> x * hardSigmoid(1 / 6.0, 0.5, x);
            case SWISH -> x * sigmoid(alpha * x);
            case TANH -> Math.tanh(x);
            case LEAKY_RELU -> x < 0 ? alpha * x : x;
            case ELU -> x < 0 ? alpha * Math.expm1(x) : x;
            case SELU -> beta * (x < 0 ? alpha * Math.expm1(x) : x);
            case CELU -> x < 0 ? alpha * Math.expm1(x / alpha) : x;
            case GELU -> x * (1 + erf(x / Math.sqrt(2))) / 2;
            case GELU_TANH ->
                    x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))) / 2;
            case MISH -> x * Math.tanh(softplus(x));
            case SOFTPLUS -> softplus(x);
            case SOFTSIGN -> x / (1 + Math.abs(x));
            case THRESHOLDED_RELU -> x > alpha ? x : 0;
            case ERF -> erf(x);
            case EXP -> Math.exp(x);
            case LOG -> Math.log(x);
            case SQRT -> Math.sqrt(x);
            case ABS -> Math.abs(x);
            case NEG -> -x;
            case RECIPROCAL -> 1 / x;
            case POWER -> Math.pow(x, alpha);
        };
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double hardSigmoid(double alpha, double beta, double x) {
        return Math.max(0, Math.min(1, alpha * x + beta));
    }

    /** {@code log(1 + exp(x))}, of large values too. */
    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /**
     * The error function, by its series of positive terms: exp(-x²) · Σ (2x²)ⁿ · x / (2n + 1)!!.
     */
    private static double erf(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x);
        }
        double sum = 0;
        double term = x;
        for (int n = 1; n < 200; n++) {
            sum += term;
            term *= 2 * x * x / (2 * n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }
}
