package org.decnn.operators.serial;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Flink's door to a {@link RecordFormat}. Nobody changes a record; a copy is the record kept. */
public final class RecordSerializer<T> extends TypeSerializer<T> {

    private static final long serialVersionUID = 1L;

    private final RecordFormat<T> format;

    public RecordSerializer(RecordFormat<T> format) {
        this.format = format;
    }

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public TypeSerializer<T> duplicate() {
        return this;
    }

    @Override
    public T createInstance() {
        return null;
    }

    @Override
    public T copy(T from) {
        return format.keep(from);
    }

    @Override
    public T copy(T from, T reuse) {
        return format.keep(from);
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(T record, DataOutputView target) throws IOException {
        format.write(record, target);
    }

    @Override
    public T deserialize(DataInputView source) throws IOException {
        return format.read(source);
    }

    @Override
    public T deserialize(T reuse, DataInputView source) throws IOException {
        return format.read(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        format.write(format.read(source), target);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordSerializer<?> that
                && format.getClass().equals(that.format.getClass());
    }

    @Override
    public int hashCode() {
        return format.getClass().hashCode();
    }

    @Override
    public TypeSerializerSnapshot<T> snapshotConfiguration() {
        return new Snapshot<>(format);
    }

    /**
     * Names the format in a savepoint: state written by one format is read by that format alone.
     */
    public static final class Snapshot<T> implements TypeSerializerSnapshot<T> {

        /** 2: a batch knows its home, and stays one until its logits are summed. */
        private static final int VERSION = 2;

        private RecordFormat<T> format;

        /** For Flink, before {@link #readSnapshot}. */
        public Snapshot() {}

        Snapshot(RecordFormat<T> format) {
            this.format = format;
        }

        @Override
        public int getCurrentVersion() {
            return VERSION;
        }

        @Override
        public void writeSnapshot(DataOutputView out) throws IOException {
            out.writeUTF(format.getClass().getName());
        }

        @Override
        @SuppressWarnings("unchecked")
        public void readSnapshot(int version, DataInputView in, ClassLoader classLoader)
                throws IOException {
            String name = in.readUTF();
            if (version != VERSION) {
                throw new IOException(
                        String.format(
                                "the savepoint holds records of %s in version %d, this release reads version %d: let the release that wrote it finish what is in flight (flink stop --drain), and start without a savepoint",
                                name, version, VERSION));
            }
            try {
                format =
                        (RecordFormat<T>)
                                Class.forName(name, true, classLoader)
                                        .getConstructor()
                                        .newInstance();
            } catch (ReflectiveOperationException | ClassCastException e) {
                throw new IOException(
                        "the savepoint holds records of " + name + ", which is no format", e);
            }
        }

        @Override
        public TypeSerializer<T> restoreSerializer() {
            return new RecordSerializer<>(format);
        }

        @Override
        public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
                TypeSerializerSnapshot<T> old) {
            return old instanceof Snapshot<T> that
                            && that.format.getClass().equals(format.getClass())
                    ? TypeSerializerSchemaCompatibility.compatibleAsIs()
                    : TypeSerializerSchemaCompatibility.incompatible();
        }
    }
}
