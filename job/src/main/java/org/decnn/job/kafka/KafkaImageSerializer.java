package org.decnn.job.kafka;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Place, timestamp, then key and value as length and bytes; length −1 stands for null. */
public final class KafkaImageSerializer extends TypeSerializerSingleton<KafkaImage> {
    public static final KafkaImageSerializer INSTANCE = new KafkaImageSerializer();

    private static final int NULL = -1;

    @Override
    public void serialize(KafkaImage image, DataOutputView out) throws IOException {
        out.writeUTF(image.topic());
        out.writeInt(image.partition());
        out.writeLong(image.offset());
        out.writeLong(image.timestamp());
        write(image.key(), out);
        write(image.value(), out);
    }

    @Override
    public KafkaImage deserialize(DataInputView in) throws IOException {
        return new KafkaImage(
                in.readUTF(), in.readInt(), in.readLong(), in.readLong(), read(in), read(in));
    }

    private static void write(byte[] bytes, DataOutputView out) throws IOException {
        if (bytes == null) {
            out.writeInt(NULL);
        } else {
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    private static byte[] read(DataInputView in) throws IOException {
        int length = in.readInt();
        if (length == NULL) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    @Override
    public void copy(DataInputView in, DataOutputView out) throws IOException {
        serialize(deserialize(in), out);
    }

    @Override
    public KafkaImage deserialize(KafkaImage reuse, DataInputView in) throws IOException {
        return deserialize(in);
    }

    @Override
    public KafkaImage copy(KafkaImage image) {
        return image;
    }

    @Override
    public KafkaImage copy(KafkaImage image, KafkaImage reuse) {
        return image;
    }

    @Override
    public KafkaImage createInstance() {
        return new KafkaImage("", 0, 0, 0, null, null);
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public TypeSerializerSnapshot<KafkaImage> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Names the serializer in savepoints. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<KafkaImage> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
