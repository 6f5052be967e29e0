package org.decnn.operators.slice;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.decnn.operators.serial.Blocks;
import org.decnn.operators.serial.RecordFormat;

/** Ids, then a block for each tensor. */
public final class ActivationsFormat implements RecordFormat<Activations> {

    private static final long serialVersionUID = 1L;
    private static final BatchFormat BATCH = new BatchFormat();

    @Override
    public Class<Activations> type() {
        return Activations.class;
    }

    @Override
    public void write(Activations activations, DataOutputView out) throws IOException {
        BATCH.write(activations.batch(), out);
        out.writeShort(activations.shard());
        Tensors tensors = activations.tensors();
        out.writeShort(tensors.count());
        for (int i = 0; i < tensors.count(); i++) {
            out.writeInt(tensors.bytes(i));
            tensors.write(i, out);
        }
    }

    @Override
    public Activations read(DataInputView in) throws IOException {
        Batch batch = BATCH.read(in);
        int shard = in.readUnsignedShort();
        byte[][] tensors = new byte[in.readUnsignedShort()][];
        for (int i = 0; i < tensors.length; i++) {
            tensors[i] = Blocks.readPresent(in);
        }
        return new Activations(batch, shard, Tensors.of(tensors));
    }

    @Override
    public Activations keep(Activations activations) {
        return new Activations(
                activations.batch(), activations.shard(), activations.tensors().kept());
    }
}
