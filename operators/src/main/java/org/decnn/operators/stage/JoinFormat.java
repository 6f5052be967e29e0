package org.decnn.operators.stage;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.decnn.operators.serial.Blocks;
import org.decnn.operators.serial.RecordFormat;

/** When the first slice came, then a block for each source, present or not. */
public final class JoinFormat implements RecordFormat<Join> {

    private static final long serialVersionUID = 1L;

    @Override
    public Class<Join> type() {
        return Join.class;
    }

    @Override
    public void write(Join join, DataOutputView out) throws IOException {
        out.writeLong(join.since());
        out.writeShort(join.payloads().length);
        for (byte[] payload : join.payloads()) {
            Blocks.write(payload, out);
        }
    }

    @Override
    public Join read(DataInputView in) throws IOException {
        long since = in.readLong();
        byte[][] payloads = new byte[in.readUnsignedShort()][];
        for (int i = 0; i < payloads.length; i++) {
            payloads[i] = Blocks.read(in);
        }
        return new Join(payloads, since);
    }
}
