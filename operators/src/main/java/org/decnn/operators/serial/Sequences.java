package org.decnn.operators.serial;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** One record or more after another, by their format: how many, then each. */
public final class Sequences {

    private Sequences() {}

    /** Writes 1 to 65,535 records. */
    public static <T> void write(List<T> records, RecordFormat<T> format, DataOutputView out)
            throws IOException {
        out.writeShort(records.size());
        for (T record : records) {
            format.write(record, out);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param none what it would be if there were none, for the error
     * @throws IOException if there are none, or the input ends
     */
    public static <T> List<T> read(RecordFormat<T> format, String none, DataInputView in)
            throws IOException {
        int size = in.readUnsignedShort();
        if (size == 0) {
            throw new IOException(none + ": the record is corrupt");
        }
        List<T> records = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            records.add(format.read(in));
        }
        return records;
    }
}
