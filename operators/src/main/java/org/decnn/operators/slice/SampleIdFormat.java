package org.decnn.operators.slice;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.decnn.operators.serial.RecordFormat;

/** Twelve bytes: partition and offset. */
public final class SampleIdFormat implements RecordFormat<SampleId> {

    private static final long serialVersionUID = 1L;

    @Override
    public Class<SampleId> type() {
        return SampleId.class;
    }

    @Override
    public void write(SampleId record, DataOutputView out) throws IOException {
        out.writeInt(record.partition());
        out.writeLong(record.offset());
    }

    @Override
    public SampleId read(DataInputView in) throws IOException {
        return new SampleId(in.readInt(), in.readLong());
    }
}
