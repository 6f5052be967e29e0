package org.decnn.operators.image;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.decnn.operators.serial.RecordFormat;

/** The header, then the logits. */
public final class ClassifiedImageFormat implements RecordFormat<ClassifiedImage> {

    private static final long serialVersionUID = 1L;
    private static final ImageHeaderFormat HEADER = new ImageHeaderFormat();
    private static final int MAX_CLASSES = 1 << 20;

    @Override
    public Class<ClassifiedImage> type() {
        return ClassifiedImage.class;
    }

    @Override
    public void write(ClassifiedImage record, DataOutputView out) throws IOException {
        HEADER.write(record.header(), out);
        out.writeInt(record.logits().length);
        for (float logit : record.logits()) {
            out.writeFloat(logit);
        }
    }

    @Override
    public ClassifiedImage read(DataInputView in) throws IOException {
        ImageHeader header = HEADER.read(in);
        int classes = in.readInt();
        if (classes < 0 || classes > MAX_CLASSES) {
            throw new IOException(
                    "an answer cannot have " + classes + " classes: the record is corrupt");
        }
        float[] logits = new float[classes];
        for (int i = 0; i < classes; i++) {
            logits[i] = in.readFloat();
        }
        return new ClassifiedImage(header, logits);
    }
}
