package org.decnn.benchmarks.soak;

/** What is sampled, and by how much it may rise in an hour once a process is warm. */
enum Quantity {
    /** After a collection: what is alive. */
    HEAP("heap after collection", "MB", 2),
    METASPACE("metaspace after collection", "MB", 2),
    RESIDENT("resident memory", "MB", 24),
    THREADS("threads", "", 3),
    OPEN_FILES("open files", "", 5),
    TEMPORARY_FILES("temporary files", "", 3),
    CHECKPOINT_SIZE("checkpoints of the job", "MB", 4),
    CHECKPOINT_FILES("files of them", "", 8);

    private final String title;
    private final String unit;
    private final double bound;

    Quantity(String title, String unit, double bound) {
        this.title = title;
        this.unit = unit;
        this.bound = bound;
    }

    /** With its unit, where it has one. */
    String title() {
        return unit.isEmpty() ? title : title + ", " + unit;
    }

    double bound() {
        return bound;
    }
}
