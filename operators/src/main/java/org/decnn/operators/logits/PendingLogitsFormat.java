package org.decnn.operators.logits;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.decnn.operators.image.BatchHeaders;
import org.decnn.operators.image.BatchHeadersFormat;
import org.decnn.operators.serial.Blocks;
import org.decnn.operators.serial.RecordFormat;

/** The headers if they have come, then a block for each shard, present or not. */
public final class PendingLogitsFormat implements RecordFormat<PendingLogits> {

    private static final long serialVersionUID = 1L;
    private static final BatchHeadersFormat HEADERS = new BatchHeadersFormat();

    @Override
    public Class<PendingLogits> type() {
        return PendingLogits.class;
    }

    @Override
    public void write(PendingLogits pending, DataOutputView out) throws IOException {
        out.writeLong(pending.since());
        out.writeBoolean(pending.givenUp());
        out.writeBoolean(pending.headers() != null);
        if (pending.headers() != null) {
            HEADERS.write(pending.headers(), out);
        }
        out.writeShort(pending.parts().length);
        for (byte[] part : pending.parts()) {
            Blocks.write(part, out);
        }
    }

    @Override
    public PendingLogits read(DataInputView in) throws IOException {
        long since = in.readLong();
        boolean givenUp = in.readBoolean();
        BatchHeaders headers = in.readBoolean() ? HEADERS.read(in) : null;
        byte[][] parts = new byte[in.readUnsignedShort()][];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = Blocks.read(in);
        }
        return new PendingLogits(headers, parts, since, givenUp);
    }
}
