package org.decnn.operators.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.decnn.operators.serial.RecordFormat;

/** The home, how many images, then what is known of each. */
public final class BatchHeadersFormat implements RecordFormat<BatchHeaders> {

    private static final long serialVersionUID = 1L;
    private static final ImageHeaderFormat HEADER = new ImageHeaderFormat();

    @Override
    public Class<BatchHeaders> type() {
        return BatchHeaders.class;
    }

    @Override
    public void write(BatchHeaders headers, DataOutputView out) throws IOException {
        out.writeInt(headers.home());
        out.writeShort(headers.images().size());
        for (ImageHeader image : headers.images()) {
            HEADER.write(image, out);
        }
    }

    @Override
    public BatchHeaders read(DataInputView in) throws IOException {
        int home = in.readInt();
        int size = in.readUnsignedShort();
        if (size == 0) {
            throw new IOException("headers of a batch without samples: the record is corrupt");
        }
        List<ImageHeader> images = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            images.add(HEADER.read(in));
        }
        return new BatchHeaders(home, images);
    }
}
