package org.decnn.job.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.decnn.job.avro.Prediction;
import org.decnn.operators.image.RejectedImageException;

/** What the values of the predictions topic are. */
public enum PredictionFormat {
    /** A {@link Prediction} in Avro's single-object encoding. */
    AVRO {
        @Override
        byte[] encoded(Prediction prediction) {
            try {
                return prediction.toByteBuffer().array();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    },
    /** The same fields as a JSON object in one line. */
    JSON {
        @Override
        byte[] encoded(Prediction prediction) {
            return PredictionJson.of(prediction).encoded();
        }
    };

    abstract byte[] encoded(Prediction prediction);

    /**
     * Reads either.
     *
     * @throws RejectedImageException MALFORMED_RECORD unless the value is one whole prediction
     */
    public static Prediction decode(byte[] value) throws RejectedImageException {
        return value.length > 0 && value[0] == '{'
                ? PredictionJson.decode(value)
                : RecordDecoder.OF_PREDICTIONS.decode(value);
    }
}
