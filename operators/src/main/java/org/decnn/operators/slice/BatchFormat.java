package org.decnn.operators.slice;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.decnn.operators.serial.RecordFormat;

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
        out.writeShort(batch.size());
        for (SampleId sample : batch.samples()) {
            SAMPLE.write(sample, out);
        }
    }

    @Override
    public Batch read(DataInputView in) throws IOException {
        int home = in.readInt();
        int size = in.readUnsignedShort();
        if (size == 0) {
            throw new IOException("a batch without samples: the record is corrupt");
        }
        List<SampleId> samples = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            samples.add(SAMPLE.read(in));
        }
        return new Batch(home, samples);
    }
}
