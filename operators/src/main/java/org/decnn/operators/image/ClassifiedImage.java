package org.decnn.operators.image;

/**
 * The network's answer for one image.
 *
 * @param logits the raw output vector, before softmax, one value a class
 */
public record ClassifiedImage(ImageHeader header, float[] logits) {}
