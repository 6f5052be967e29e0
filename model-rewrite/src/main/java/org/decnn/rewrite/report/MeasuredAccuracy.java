package org.decnn.rewrite.report;

/**
 * How many images a network classified as they are labelled, as {@code decnn evaluate} measured it.
 * Shares are of 0 to 1.
 *
 * @param images it was measured on
 * @param top1 share of these whose label came first
 * @param top1Low lower end of its 95 % confidence interval
 * @param top1High upper end
 * @param top5 share of these whose label was among the first five
 */
public record MeasuredAccuracy(
        long images, double top1, double top1Low, double top1High, double top5) {}
