package org.decnn.operators.flight;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.decnn.operators.serial.RecordFormat;
import org.decnn.operators.slice.SampleIdFormat;

/** The sample, then its home's key. */
public final class HomeFormat implements RecordFormat<Home> {

    private static final long serialVersionUID = 1L;
    private static final SampleIdFormat SAMPLE = new SampleIdFormat();

    @Override
    public Class<Home> type() {
        return Home.class;
    }

    @Override
    public void write(Home home, DataOutputView out) throws IOException {
        SAMPLE.write(home.sample(), out);
        out.writeInt(home.key());
    }

    @Override
    public Home read(DataInputView in) throws IOException {
        return new Home(SAMPLE.read(in), in.readInt());
    }
}
