package org.decnn.job.kafka;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.decnn.operators.serial.Blocks;
import org.decnn.operators.serial.RecordFormat;

/** Place, timestamp, then key and value, present or not. */
public final class KafkaImageFormat implements RecordFormat<KafkaImage> {

    private static final long serialVersionUID = 1L;

    @Override
    public Class<KafkaImage> type() {
        return KafkaImage.class;
    }

    @Override
    public void write(KafkaImage image, DataOutputView out) throws IOException {
        out.writeUTF(image.topic());
        out.writeInt(image.partition());
        out.writeLong(image.offset());
        out.writeLong(image.timestamp());
        Blocks.write(image.key(), out);
        Blocks.write(image.value(), out);
    }

    @Override
    public KafkaImage read(DataInputView in) throws IOException {
        return new KafkaImage(
                in.readUTF(),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                Blocks.read(in),
                Blocks.read(in));
    }
}
