package org.decnn.operators.image;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.decnn.operators.serial.Blocks;
import org.decnn.operators.serial.RecordFormat;

/** The header, why it was rejected, then the content if there is one. */
public final class RejectedImageFormat implements RecordFormat<RejectedImage> {

    private static final long serialVersionUID = 1L;
    private static final ImageHeaderFormat HEADER = new ImageHeaderFormat();

    @Override
    public Class<RejectedImage> type() {
        return RejectedImage.class;
    }

    @Override
    public void write(RejectedImage record, DataOutputView out) throws IOException {
        HEADER.write(record.header(), out);
        Blocks.writeText(record.reason().name(), out);
        Blocks.writeText(record.message(), out);
        Blocks.write(record.content(), out);
    }

    @Override
    public RejectedImage read(DataInputView in) throws IOException {
        ImageHeader header = HEADER.read(in);
        String reason = Blocks.readText(in);
        try {
            return new RejectedImage(
                    header, RejectReason.valueOf(reason), Blocks.readText(in), Blocks.read(in));
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new IOException("there is no reason " + reason + ": the record is corrupt", e);
        }
    }
}
