package org.decnn.job.kafka;

import java.io.IOException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink.PrecommittingStatefulSinkWriter;
import org.apache.kafka.clients.admin.AdminClient;

/**
 * Kafka's writer, which closes the client, too, that it looked for open transactions with. Kafka's
 * own leaves it open: at each start of a job a thread and its connections, and all classes of a job
 * that is gone, until a TaskManager has no metaspace left.
 */
record AnswerWriter<T>(PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> kafka)
        implements PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> {

    private static final String CLIENT = "adminClient";

    @Override
    public void write(T element, Context context) throws IOException, InterruptedException {
        kafka.write(element, context);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        kafka.flush(endOfInput);
    }

    @Override
    public void writeWatermark(Watermark watermark) throws IOException, InterruptedException {
        kafka.writeWatermark(watermark);
    }

    @Override
    public Collection<KafkaCommittable> prepareCommit() throws IOException, InterruptedException {
        return kafka.prepareCommit();
    }

    @Override
    public List<KafkaWriterState> snapshotState(long checkpointId) throws IOException {
        return kafka.snapshotState(checkpointId);
    }

    @Override
    public void close() throws Exception {
        try (AutoCloseable last = this::closeClient) {
            kafka.close();
        }
    }

    /** One that delivers at least once has none. */
    void closeClient() throws IllegalAccessException {
        for (Field field : kafka.getClass().getDeclaredFields()) {
            if (field.getName().equals(CLIENT)) {
                field.setAccessible(true);
                AdminClient client = (AdminClient) field.get(kafka);
                if (client != null) {
                    client.close(Duration.ZERO);
                }
            }
        }
    }
}
