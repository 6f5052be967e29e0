package org.decnn.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaImageFormatTest {
    @ParameterizedTest
    @CsvSource({"key,value", ",value", "key,", ",", "'',''"})
    void aRecordComesThroughWithItsNulls(String key, String value) throws IOException {
        KafkaImage image = new KafkaImage("images", 3, 1L << 40, -1, bytes(key), bytes(value));
        KafkaImageFormat format = new KafkaImageFormat();

        DataOutputSerializer out = new DataOutputSerializer(16);
        format.write(image, out);
        KafkaImage read = format.read(new DataInputDeserializer(out.getCopyOfBuffer()));

        assertThat(read).usingRecursiveComparison().isEqualTo(image);
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(UTF_8);
    }
}
