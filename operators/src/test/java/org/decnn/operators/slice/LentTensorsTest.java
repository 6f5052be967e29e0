package org.decnn.operators.slice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;
import org.decnn.operators.serial.RecordSerializer;
import org.junit.jupiter.api.Test;

/** An engine's memory is read while it is lent, and by nobody afterwards. */
class LentTensorsTest {

    private static final Batch BATCH = Batch.of(0, new SampleId(1, 2));

    private final ByteBuffer first =
            ByteBuffer.allocateDirect(5).put(0, new byte[] {1, 2, 3, 4, 5});
    private final ByteBuffer second = ByteBuffer.allocateDirect(2).put(0, new byte[] {6, 7});
    private final Tensors lent = Tensors.lent(first, second);

    @Test
    void aSliceIsWrittenAsIfItsTensorsWereKept() throws IOException {
        Slice slice = new Slice(BATCH, 1, 2, 3, 4, lent.select(1, 0));
        DataOutputSerializer toTheNetwork = new DataOutputSerializer(1);
        new SliceFormat().write(slice, toTheNetwork);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new SliceFormat().write(slice, new DataOutputViewStreamWrapper(bytes));

        assertThat(toTheNetwork.getCopyOfBuffer()).isEqualTo(bytes.toByteArray());
        Slice read =
                new SliceFormat().read(new DataInputDeserializer(toTheNetwork.getCopyOfBuffer()));
        assertThat(read.payload().joined()).containsExactly(6, 7, 1, 2, 3, 4, 5);
    }

    @Test
    void aCopyOfARecordOutlivesTheLoan() {
        Slice slice =
                new RecordSerializer<>(new SliceFormat())
                        .copy(new Slice(BATCH, 1, 2, 3, 4, lent.select(0)));
        Activations activations =
                new RecordSerializer<>(new ActivationsFormat())
                        .copy(new Activations(BATCH, 0, lent));
        byte[] joined = lent.joined();

        overwrite();

        assertThat(slice.payload().joined()).containsExactly(1, 2, 3, 4, 5);
        assertThat(activations.tensors().joined()).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(joined).containsExactly(1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void whatIsKeptIsNotCopiedAgain() {
        Tensors kept = Tensors.of(new byte[] {1, 2});

        assertThat(kept.kept()).isSameAs(kept);
        assertThat(kept.joined()).isSameAs(kept.joined());
    }

    private void overwrite() {
        first.put(0, new byte[5]);
        second.put(0, new byte[2]);
    }
}
