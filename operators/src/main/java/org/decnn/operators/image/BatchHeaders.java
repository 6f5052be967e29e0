package org.decnn.operators.image;

import java.util.List;
import org.decnn.operators.slice.Batch;

/**
 * What is known of a batch's images besides their content.
 *
 * @param home the batch's
 * @param images in the order of the batch's samples
 */
public record BatchHeaders(int home, List<ImageHeader> images) {

    public BatchHeaders {
        images = List.copyOf(images);
    }

    public Batch batch() {
        return new Batch(home, images.stream().map(ImageHeader::sample).toList());
    }
}
