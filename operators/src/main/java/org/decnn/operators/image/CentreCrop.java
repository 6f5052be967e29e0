package org.decnn.operators.image;

import org.decnn.model.directory.Preprocessing;

/**
 * torchvision's Resize and CenterCrop of one picture.
 *
 * @param resize the picture's shorter side becomes so long; 0 stretches it to what is kept
 * @param width that is kept
 * @param height that is kept
 */
record CentreCrop(Pixels picture, int resize, int width, int height) {

    /** As a preprocessing says. */
    static CentreCrop of(Preprocessing preprocessing, Pixels picture) {
        return new CentreCrop(
                picture, preprocessing.resize(), preprocessing.width(), preprocessing.height());
    }

    /** Nothing resized, nothing cut. */
    static CentreCrop whole(Pixels picture) {
        return new CentreCrop(picture, 0, picture.width(), picture.height());
    }

    /**
     * @param step how many of the columns that are kept one value is to stand for
     */
    Resampling columns(int step) {
        return axis(picture.width(), width, step);
    }

    /**
     * @param step how many of the rows that are kept one value is to stand for
     */
    Resampling rows(int step) {
        return axis(picture.height(), height, step);
    }

    private Resampling axis(int side, int kept, int step) {
        if (resize == 0) {
            return Resampling.of(side, kept, 0, kept, step);
        }
        int shorter = Math.min(picture.width(), picture.height());
        long resized = (long) resize * side / shorter;
        long offset = (long) Math.rint((resized - kept) / 2.0); // like Python, halves to even
        return Resampling.of(side, resized, offset, kept, step);
    }
}
