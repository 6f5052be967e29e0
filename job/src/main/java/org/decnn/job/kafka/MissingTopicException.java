package org.decnn.job.kafka;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/** A topic is gone that the job reads or writes. No restart brings it back: the job fails. */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class MissingTopicException extends RuntimeException {

    private static final long serialVersionUID = 1;

    MissingTopicException(String message) {
        super(message);
    }
}
