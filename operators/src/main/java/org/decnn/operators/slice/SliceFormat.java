package org.decnn.operators.slice;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.decnn.operators.serial.Blocks;
import org.decnn.operators.serial.RecordFormat;

/** Ids, then one bulk block. */
public final class SliceFormat implements RecordFormat<Slice> {

    private static final long serialVersionUID = 1L;
    private static final BatchFormat BATCH = new BatchFormat();

    @Override
    public Class<Slice> type() {
        return Slice.class;
    }

    @Override
    public void write(Slice slice, DataOutputView out) throws IOException {
        BATCH.write(slice.batch(), out);
        out.writeShort(slice.fromStage());
        out.writeShort(slice.fromShard());
        out.writeShort(slice.toStage());
        out.writeShort(slice.toShard());
        out.writeInt(slice.payload().bytes());
        slice.payload().write(out);
    }

    @Override
    public Slice read(DataInputView in) throws IOException {
        Batch batch = BATCH.read(in);
        return new Slice(
                batch,
                in.readUnsignedShort(),
                in.readUnsignedShort(),
                in.readUnsignedShort(),
                in.readUnsignedShort(),
                Tensors.of(Blocks.readPresent(in)));
    }

    @Override
    public Slice keep(Slice slice) {
        return new Slice(
                slice.batch(),
                slice.fromStage(),
                slice.fromShard(),
                slice.toStage(),
                slice.toShard(),
                slice.payload().kept());
    }
}
