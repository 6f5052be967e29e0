package org.decnn.benchmarks.lab;

import java.util.List;

/**
 * What came out in a time of saturation.
 *
 * @param imagesPerSecond over whole rounds; if there was none, over the whole time
 */
record Window(double imagesPerSecond, int images) {

    /**
     * On a slow network, images in flight share the links and so come out together. Only between
     * predictions that are whole rounds apart does it not matter where in such a burst one begins.
     *
     * @param appendMillis when each prediction was appended, in order, earlier and later ones too
     * @param round images in flight
     */
    static Window of(List<Long> appendMillis, long fromMillis, long toMillis, int round) {
        List<Long> within =
                appendMillis.stream()
                        .filter(append -> append > fromMillis && append <= toMillis)
                        .toList();
        long before =
                appendMillis.stream()
                        .filter(append -> append <= fromMillis)
                        .reduce((one, later) -> later)
                        .orElse(-1L);
        int images = within.size();
        int intervals = before < 0 ? images - 1 : images;
        if (intervals < round) {
            return new Window(images * 1e3 / (toMillis - fromMillis), images);
        }
        int counted = intervals / round * round;
        // The last ones: what comes first may still be of another rate.
        long last = within.get(images - 1);
        long first = counted == images ? before : within.get(images - 1 - counted);
        return new Window(counted * 1e3 / Math.max(1, last - first), images);
    }
}
