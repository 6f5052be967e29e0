package org.decnn.operators.image;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;
import org.decnn.operators.serial.RecordFormat;

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
        StringValue.writeString(record.id(), out);
        StringValue.writeString(record.source(), out);
        out.writeLong(record.eventTime());
        StringValue.writeString(record.expectedLabel(), out);
    }

    @Override
    public ImageHeader read(DataInputView in) throws IOException {
        return new ImageHeader(
                SAMPLE.read(in),
                StringValue.readString(in),
                StringValue.readString(in),
                in.readLong(),
                StringValue.readString(in));
    }
}
