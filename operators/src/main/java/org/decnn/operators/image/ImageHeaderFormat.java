package org.decnn.operators.image;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.decnn.operators.serial.Blocks;
import org.decnn.operators.serial.RecordFormat;
import org.decnn.operators.slice.SampleIdFormat;

/** The sample, then what is known of it. */
public final class ImageHeaderFormat implements RecordFormat<ImageHeader> {

    private static final long serialVersionUID = 1L;
    private static final SampleIdFormat SAMPLE = new SampleIdFormat();

    @Override
    public Class<ImageHeader> type() {
        return ImageHeader.class;
    }

    @Override
    public void write(ImageHeader record, DataOutputView out) throws IOException {
        SAMPLE.write(record.sample(), out);
        Blocks.writeText(record.id(), out);
        Blocks.writeText(record.source(), out);
        out.writeLong(record.eventTime());
        Blocks.writeText(record.expectedLabel(), out);
    }

    @Override
    public ImageHeader read(DataInputView in) throws IOException {
        return new ImageHeader(
                SAMPLE.read(in),
                Blocks.readText(in),
                Blocks.readText(in),
                in.readLong(),
                Blocks.readText(in));
    }
}
