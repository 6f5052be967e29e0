package org.decnn.operators.image;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.decnn.operators.serial.RecordFormat;
import org.decnn.operators.serial.Sequences;

/** The home, how many images, then what is known of each. */
public final class BatchHeadersFormat implements RecordFormat<BatchHeaders> {

    private static final long serialVersionUID = 1L;
    private static final ImageHeaderFormat HEADER = new ImageHeaderFormat();

    @Override
    public Class<BatchHeaders> type() {
        return BatchHeaders.class;
    }

    @Override
    public void write(BatchHeaders headers, DataOutputView out) throws IOException {
        out.writeInt(headers.home());
        Sequences.write(headers.images(), HEADER, out);
    }

    @Override
    public BatchHeaders read(DataInputView in) throws IOException {
        int home = in.readInt();
        return new BatchHeaders(
                home, Sequences.read(HEADER, "headers of a batch without samples", in));
    }
}
