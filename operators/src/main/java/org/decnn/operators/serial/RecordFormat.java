package org.decnn.operators.serial;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How a record is written to and read from Flink's streams and snapshots, by hand. Reading
 * truncated or impossible input throws {@link IOException}. An implementation has a public
 * constructor without arguments, and no state.
 */
public interface RecordFormat<T> extends Serializable {

    Class<T> type();

    void write(T record, DataOutputView out) throws IOException;

    T read(DataInputView in) throws IOException;

    /**
     * The record for one who holds on to it: itself, unless parts of it are lent for the length of
     * a call.
     */
    default T keep(T record) {
        return record;
    }
}
