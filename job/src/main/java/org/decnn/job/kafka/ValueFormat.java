package org.decnn.job.kafka;

/** What the values of the images topic are. */
public enum ValueFormat {
    /** An {@link org.decnn.job.avro.ImageRecord} in Avro's single-object encoding. */
    AVRO,
    /** The picture's bytes and nothing else. */
    RAW
}
