package org.decnn.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.decnn.job.avro.ImageRecord;
import org.decnn.job.demo.Photographs;
import org.decnn.job.demo.Photographs.Photograph;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.decnn.operators.image.DecodeLimits;
import org.decnn.operators.image.ImageDecoder;
import org.decnn.operators.image.RejectReason;
import org.decnn.operators.image.RejectedImageException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpoiltTest {

    private static final ImageDecoder DECODER =
            new ImageDecoder(
                    new Preprocessing(
                            32,
                            32,
                            32,
                            ChannelOrder.RGB,
                            1 / 255.0,
                            List.of(0.0, 0.0, 0.0),
                            List.of(1.0, 1.0, 1.0)),
                    DecodeLimits.DEFAULT);

    /** What is no record at all is said by the job, on a cluster; here are the pictures. */
    @ParameterizedTest
    @EnumSource
    void whateverPictureIsSpoiltItsReasonIsTheSame(Spoilt kind) throws IOException {
        if (kind.reason() == RejectReason.MALFORMED_RECORD) {
            return;
        }
        for (Photograph picture : Photographs.in(Path.of("..", "demo", "images")).pictures()) {
            byte[] content = contentOf(kind.valueOf("id", picture.content()));
            RejectedImageException rejection =
                    catchThrowableOfType(
                            RejectedImageException.class, () -> DECODER.decode(content));
            assertThat(rejection).as(picture.name()).isNotNull();
            assertThat(rejection.reason()).as(picture.name()).isEqualTo(kind.reason());
        }
    }

    private static byte[] contentOf(byte[] value) throws IOException {
        if (value == null || value.length == 0) {
            return new byte[0];
        }
        ByteBuffer content = ImageRecord.fromByteBuffer(ByteBuffer.wrap(value)).getContent();
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        return bytes;
    }
}
