package org.decnn.operators.image;

import org.decnn.operators.slice.SampleId;

/**
 * What is known of an image besides its content; it accompanies the image to its prediction.
 *
 * @param id the user's name for the image
 * @param source topic or file it came from
 * @param eventTime when the image was taken or appended, in epoch milliseconds
 * @param expectedLabel the class it should be, or null
 */
public record ImageHeader(
        SampleId sample, String id, String source, long eventTime, String expectedLabel) {}
