package org.decnn.job.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.decnn.job.avro.ImageRecord;

/** Sends images to a topic, as a camera's gateway would. */
final class ImageTopic implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;

    ImageTopic(String brokers, String topic) {
        this.topic = topic;
        this.producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", brokers, "linger.ms", 5),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    void send(String id, byte[] content) throws IOException {
        ImageRecord image = new ImageRecord(id, ByteBuffer.wrap(content), null, Map.of());
        byte[] value = image.toByteBuffer().array();
        producer.send(new ProducerRecord<>(topic, id.getBytes(UTF_8), value));
    }

    @Override
    public void close() {
        producer.close();
    }
}
