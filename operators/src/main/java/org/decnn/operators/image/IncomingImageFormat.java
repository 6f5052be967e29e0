package org.decnn.operators.image;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.decnn.operators.serial.Blocks;
import org.decnn.operators.serial.RecordFormat;

/** The header, the format, then the content. */
public final class IncomingImageFormat implements RecordFormat<IncomingImage> {

    private static final long serialVersionUID = 1L;
    private static final ImageHeaderFormat HEADER = new ImageHeaderFormat();
    private static final IncomingImage.Format[] FORMATS = IncomingImage.Format.values();

    @Override
    public Class<IncomingImage> type() {
        return IncomingImage.class;
    }

    @Override
    public void write(IncomingImage record, DataOutputView out) throws IOException {
        HEADER.write(record.header(), out);
        out.writeByte(record.format().ordinal());
        Blocks.write(record.content(), out);
    }

    @Override
    public IncomingImage read(DataInputView in) throws IOException {
        ImageHeader header = HEADER.read(in);
        int format = in.readUnsignedByte();
        if (format >= FORMATS.length) {
            throw new IOException("there is no image format " + format + ": the record is corrupt");
        }
        return new IncomingImage(header, FORMATS[format], Blocks.readPresent(in));
    }
}
