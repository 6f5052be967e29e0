package org.decnn.operators.image;

import org.decnn.model.directory.Preprocessing;

/**
 * torchvision's Resize and CenterCrop of one picture.
 *
 * @param step 1, or 2 where each value is to stand for two columns and two rows
 */
record CentreCrop(Preprocessing preprocessing, Pixels picture, int step) {

    Resampling columns() {
        return axis(picture.width(), preprocessing.width());
    }

    Resampling rows() {
        return axis(picture.height(), preprocessing.height());
    }

    private Resampling axis(int side, int kept) {
        if (preprocessing.resize() == 0) {
            return Resampling.of(side, kept, 0, kept, step);
        }
        int shorter = Math.min(picture.width(), picture.height());
        long resized = (long) preprocessing.resize() * side / shorter;
        long offset = (long) Math.rint((resized - kept) / 2.0); // like Python, halves to even
        return Resampling.of(side, resized, offset, kept, step);
    }
}
