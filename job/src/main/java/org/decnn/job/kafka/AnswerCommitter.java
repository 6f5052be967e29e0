package org.decnn.job.kafka;

import java.io.IOException;
import java.util.Collection;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's committer, which also takes a checkpoint or savepoint whose transactions brokers have
 * forgotten: a week after they ended, or with their disks. What was committed there is committed
 * once more, to be sure, and Kafka's own then fails at each start.
 */
record AnswerCommitter(Committer<KafkaCommittable> kafka) implements Committer<KafkaCommittable> {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerCommitter.class);

    @Override
    public void commit(Collection<CommitRequest<KafkaCommittable>> requests)
            throws IOException, InterruptedException {
        kafka.commit(requests.stream().<CommitRequest<KafkaCommittable>>map(Request::new).toList());
    }

    @Override
    public void close() throws Exception {
        kafka.close();
    }

    private record Request(CommitRequest<KafkaCommittable> flink)
            implements CommitRequest<KafkaCommittable> {

        @Override
        public void signalFailedWithUnknownReason(Throwable reason) {
            if (isRecovered()
                    && ExceptionUtils.findThrowable(reason, InvalidPidMappingException.class)
                            .isPresent()) {
                LOG.warn(
                        "Transaction {} of the checkpoint that the job goes on from is not known to the"
                                + " brokers any more: it ended long ago. It is loss only if the job was"
                                + " down for longer than transaction.timeout.ms",
                        getCommittable().getTransactionalId());
                flink.signalFailedWithKnownReason(reason);
            } else {
                flink.signalFailedWithUnknownReason(reason);
            }
        }

        /** The writer that it came from is gone. */
        private boolean isRecovered() {
            return getCommittable().getProducer().isEmpty();
        }

        @Override
        public KafkaCommittable getCommittable() {
            return flink.getCommittable();
        }

        @Override
        public int getNumberOfRetries() {
            return flink.getNumberOfRetries();
        }

        @Override
        public void signalFailedWithKnownReason(Throwable reason) {
            flink.signalFailedWithKnownReason(reason);
        }

        @Override
        public void retryLater() {
            flink.retryLater();
        }

        @Override
        public void updateAndRetryLater(KafkaCommittable committable) {
            flink.updateAndRetryLater(committable);
        }

        @Override
        public void signalAlreadyCommitted() {
            flink.signalAlreadyCommitted();
        }
    }
}
