package org.decnn.job.local;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.decnn.job.local.LocalClassification.Answer;
import org.decnn.operators.image.ClassifiedImageFormat;
import org.decnn.operators.image.RejectedImageFormat;
import org.decnn.operators.serial.RecordFormat;

/** Which of the two it is, then that one. */
public final class AnswerFormat implements RecordFormat<Answer> {

    private static final long serialVersionUID = 1L;
    private static final ClassifiedImageFormat CLASSIFIED = new ClassifiedImageFormat();
    private static final RejectedImageFormat REJECTED = new RejectedImageFormat();

    @Override
    public Class<Answer> type() {
        return Answer.class;
    }

    @Override
    public void write(Answer answer, DataOutputView out) throws IOException {
        out.writeBoolean(answer.classified() != null);
        if (answer.classified() != null) {
            CLASSIFIED.write(answer.classified(), out);
        } else {
            REJECTED.write(answer.rejected(), out);
        }
    }

    @Override
    public Answer read(DataInputView in) throws IOException {
        return in.readBoolean()
                ? new Answer(CLASSIFIED.read(in), null)
                : new Answer(null, REJECTED.read(in));
    }
}
