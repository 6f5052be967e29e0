package org.decnn.operators.stage;

/** What the first stage is fed. */
public enum InputKind {
    /** 8-bit pixels, which the first stage's graphs normalise. */
    PICTURE,
    /** The network's fp32 input as it is. */
    TENSOR
}
