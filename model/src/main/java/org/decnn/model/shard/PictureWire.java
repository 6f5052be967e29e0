package org.decnn.model.shard;

import java.util.Locale;
import org.decnn.model.network.TensorShape;

/** What a decoded picture is sent to the first stage as, one byte a value. */
public enum PictureWire {
    /** Planes of red, green and blue, or one of grey, of the network's input size. */
    RGB {
        @Override
        public TensorShape shape(TensorShape picture) {
            return picture;
        }
    },

    /**
     * A plane of luma, and below it one of blue and one of red chroma with half of its rows and
     * columns (JFIF's YCbCr, 4:2:0): half the bytes.
     */
    HALF_CHROMA {
        @Override
        public TensorShape shape(TensorShape picture) {
            return TensorShape.image(1, picture.height() / 2 * 3, picture.width());
        }
    };

    /**
     * What a picture is when it is sent.
     *
     * @param picture the shape that the network takes
     */
    public abstract TensorShape shape(TensorShape picture);

    /** For people and names: {@code half-chroma}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
