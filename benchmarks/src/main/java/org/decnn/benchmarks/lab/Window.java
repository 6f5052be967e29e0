package org.decnn.benchmarks.lab;

import java.util.List;

/**
 * What came out in a time of saturation.
 *
 * @param imagesPerSecond from prediction to prediction, or if there are fewer than two, over the
 *     whole time
 */
record Window(double imagesPerSecond, int images) {

    /**
     * @param appendMillis when each prediction was appended, in order, earlier and later ones too
     */
    static Window of(List<Long> appendMillis, long fromMillis, long toMillis) {
        // From the last prediction before the time to the last one in it: a whole number of them.
        long first = -1;
        long last = -1;
        int images = 0;
        int after = 0;
        for (long append : appendMillis) {
            if (append <= fromMillis) {
                first = append;
            } else if (append <= toMillis) {
                images++;
                if (first < 0) {
                    first = append;
                } else {
                    after++;
                }
                last = append;
            }
        }
        double seconds = (toMillis - fromMillis) / 1e3;
        if (images < 2 || last <= first) {
            return new Window(images / seconds, images);
        }
        return new Window(after / ((last - first) / 1e3), images);
    }
}
