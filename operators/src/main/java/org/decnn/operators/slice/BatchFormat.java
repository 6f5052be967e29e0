package org.decnn.operators.slice;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.decnn.operators.serial.RecordFormat;
import org.decnn.operators.serial.Sequences;

/** Its home, how many samples, then their ids. */
public final class BatchFormat implements RecordFormat<Batch> {

    private static final long serialVersionUID = 1L;
    private static final SampleIdFormat SAMPLE = new SampleIdFormat();

    @Override
    public Class<Batch> type() {
        return Batch.class;
    }

    @Override
    public void write(Batch batch, DataOutputView out) throws IOException {
        out.writeInt(batch.home());
        Sequences.write(batch.samples(), SAMPLE, out);
    }

    @Override
    public Batch read(DataInputView in) throws IOException {
        int home = in.readInt();
        return new Batch(home, Sequences.read(SAMPLE, "a batch without samples", in));
    }
}
