package org.decnn.operators.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;

/** What holds for every {@link RecordFormat} and every record. */
public final class FormatLaws {

    private static final long SMALL = 4L << 20;

    private FormatLaws() {}

    public static <T> void hold(RecordFormat<T> format, T record) throws IOException {
        byte[] bytes = bytes(format, record);
        assertThat(read(format, bytes))
                .usingRecursiveComparison()
                .withComparatorForType(Float::compare, Float.class)
                .isEqualTo(record);
        assertThat(copied(format, bytes)).isEqualTo(bytes);
        for (int length = 0; length < bytes.length; length++) {
            byte[] truncated = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> read(format, truncated))
                    .as("%d of %d bytes", length, bytes.length)
                    .isInstanceOf(IOException.class);
        }
    }

    /** What a savepoint and a job graph keep of a format. */
    public static <T> void survivesASavepoint(RecordFormat<T> format, RecordFormat<?> another)
            throws IOException, ClassNotFoundException {
        TypeSerializer<T> serializer = new RecordSerializer<>(format);
        TypeSerializerSnapshot<T> restored = restored(serializer);
        assertThat(restored.restoreSerializer())
                .isEqualTo(serializer)
                .hasSameHashCodeAs(serializer);
        assertThat(
                        serializer
                                .snapshotConfiguration()
                                .resolveSchemaCompatibility(restored)
                                .isCompatibleAsIs())
                .isTrue();
        assertThat(incompatible(restored, another)).isTrue();
        assertThat(InstantiationUtil.clone(serializer)).isEqualTo(serializer);
        assertThat(new RecordTypeInfo<>(format).getTypeClass()).isEqualTo(format.type());
    }

    @SuppressWarnings("unchecked")
    private static <T> boolean incompatible(
            TypeSerializerSnapshot<T> old, RecordFormat<?> another) {
        return new RecordSerializer<>((RecordFormat<T>) another)
                .snapshotConfiguration()
                .resolveSchemaCompatibility(old)
                .isIncompatible();
    }

    private static <T> TypeSerializerSnapshot<T> restored(TypeSerializer<T> serializer)
            throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
        return TypeSerializerSnapshot.readVersionedSnapshot(
                new DataInputDeserializer(out.getCopyOfBuffer()),
                FormatLaws.class.getClassLoader());
    }

    /** Reading these bytes fails in an orderly way, and in little memory. */
    public static void refuses(RecordFormat<?> format, byte[] bytes) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        Exception refusal = null;
        try {
            format.read(new DataInputDeserializer(bytes));
        } catch (Exception e) {
            refusal = e;
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(refusal).isInstanceOf(IOException.class);
        assertThat(allocated).isLessThan(SMALL);
    }

    public static <T> byte[] bytes(RecordFormat<T> format, T record) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        new RecordSerializer<>(format).serialize(record, out);
        return out.getCopyOfBuffer();
    }

    private static <T> T read(RecordFormat<T> format, byte[] bytes) throws IOException {
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        T record = new RecordSerializer<>(format).deserialize(in);
        assertThat(in.available()).as("bytes left unread").isZero();
        return record;
    }

    private static byte[] copied(RecordFormat<?> format, byte[] bytes) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        new RecordSerializer<>(format).copy(new DataInputDeserializer(bytes), out);
        return out.getCopyOfBuffer();
    }
}
