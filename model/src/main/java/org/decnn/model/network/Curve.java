package org.decnn.model.network;

/** A function of one value; each is the ONNX operator of its name, unless it says otherwise. */
public enum Curve {
    SIGMOID,
    /** {@code max(0, min(1, alpha · x + beta))}. */
    HARD_SIGMOID,
    /** {@code x · hardSigmoid(x)} with alpha 1/6 and beta 1/2. */
    HARD_SWISH,
    /** {@code x · sigmoid(alpha · x)} (ONNX {@code Swish}); with alpha 1 PyTorch's SiLU. */
    SWISH,
    TANH,
    /** Below 0 {@code alpha · x}. */
    LEAKY_RELU,
    /** Below 0 {@code alpha · (exp(x) - 1)}. */
    ELU,
    /** {@code beta · x}, below 0 {@code beta · alpha · (exp(x) - 1)}. */
    SELU,
    /** Below 0 {@code alpha · (exp(x / alpha) - 1)}. */
    CELU,
    /** {@code x · (1 + erf(x / √2)) / 2}. */
    GELU,
    /**
     * {@code x · (1 + tanh(√(2/π) · (x + 0.044715 · x³))) / 2} (ONNX {@code Gelu} of that name).
     */
    GELU_TANH,
    /** {@code x · tanh(softplus(x))}. */
    MISH,
    SOFTPLUS,
    SOFTSIGN,
    /** {@code x} above alpha, else 0. */
    THRESHOLDED_RELU,
    ERF,
    EXP,
    LOG,
    SQRT,
    ABS,
    NEG,
    RECIPROCAL,
    /** {@code x} to the power of alpha (ONNX {@code Pow} with a constant exponent). */
    POWER
}
