package org.decnn.operators.slice;

/**
 * Which image this is: its place in the input. Stable when the input is read again, so a replayed
 * image is the same sample. A job reads one topic, which makes the pair unique within the job.
 *
 * @param partition Kafka partition; 0 where there is none
 * @param offset Kafka offset, or the position in a bounded input
 */
public record SampleId(int partition, long offset) {
    /**
     * Part of the key by which samples are spread, so it is spelt out and does not change with the
     * JDK.
     */
    @Override
    public int hashCode() {
        return 31 * partition + Long.hashCode(offset);
    }
}
