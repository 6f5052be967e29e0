package org.decnn.benchmarks.lab;

/**
 * What a thread, or several together, have had of the processor.
 *
 * @param cpuNanos processor time
 * @param wakeUps how often it waited for something and was woken by it
 * @param preemptions how often it was made to give way: to another thread, or as the device's share
 *     was used up
 */
record ThreadUse(long cpuNanos, long wakeUps, long preemptions) {

    static final ThreadUse NONE = new ThreadUse(0, 0, 0);

    ThreadUse plus(ThreadUse other) {
        return new ThreadUse(
                cpuNanos + other.cpuNanos,
                wakeUps + other.wakeUps,
                preemptions + other.preemptions);
    }

    /** What has come since. */
    ThreadUse since(ThreadUse earlier) {
        return new ThreadUse(
                cpuNanos - earlier.cpuNanos,
                wakeUps - earlier.wakeUps,
                preemptions - earlier.preemptions);
    }
}
