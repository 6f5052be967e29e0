package org.decnn.operators.serial;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How an immutable record is written to and read from Flink's streams and snapshots, by hand.
 * Reading truncated or impossible input throws {@link IOException}. An implementation has a public
 * constructor without arguments, and no state.
 */
public interface RecordFormat<T> extends Serializable {

    Class<T> type();

    void write(T record, DataOutputView out) throws IOException;

    T read(DataInputView in) throws IOException;
}
