package org.decnn.operators.slice;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.decnn.operators.serial.Blocks;
import org.decnn.operators.serial.RecordFormat;

/** Ids, then a block for each tensor. */
public final class ActivationsFormat implements RecordFormat<Activations> {

    private static final long serialVersionUID = 1L;
    private static final SampleIdFormat SAMPLE = new SampleIdFormat();

    @Override
    public Class<Activations> type() {
        return Activations.class;
    }

    @Override
    public void write(Activations activations, DataOutputView out) throws IOException {
        SAMPLE.write(activations.sample(), out);
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
        SampleId sample = SAMPLE.read(in);
        int shard = in.readUnsignedShort();
        byte[][] tensors = new byte[in.readUnsignedShort()][];
        for (int i = 0; i < tensors.length; i++) {
            tensors[i] = Blocks.readPresent(in);
        }
        return new Activations(sample, shard, Tensors.of(tensors));
    }

    @Override
    public Activations keep(Activations activations) {
        return new Activations(
                activations.sample(), activations.shard(), activations.tensors().kept());
    }
}
