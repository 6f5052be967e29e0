package org.decnn.rewrite.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How many images a network classified as they are labelled, as {@code decnn evaluate} measured it.
 *
 * @param images it was measured on
 * @param top1 share of these whose label came first, 0 to 1
 * @param top5 share of these whose label was among the first five; null where it was not measured
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Accuracy(long images, double top1, Double top5) {}
