package org.decnn.rewrite.decouple.refit;

/**
 * How far a rewritten layer is from the original on the calibration pictures: the squared error as
 * a share of the original's variance.
 *
 * @param before with the kept weights
 * @param after with the refitted ones
 */
public record Errors(double before, double after) {}
