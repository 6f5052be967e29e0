package org.decnn.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.decnn.job.avro.ImageRecord;
import org.decnn.operators.image.IncomingImage;
import org.decnn.operators.image.RejectReason;

class ImageRecordReaderProperties {
    @Property(tries = 100, seed = "1")
    void anImageRecordComesOutAsItWentIn(@ForAll("records") ImageRecord record) throws IOException {
        IncomingImage image = read(bytes(record)).image();

        assertThat(image.header().id()).isEqualTo(record.getId());
        assertThat(image.header().expectedLabel()).isEqualTo(record.getExpectedLabel());
        assertThat(ByteBuffer.wrap(image.content())).isEqualTo(record.getContent());
    }

    @Property(tries = 100, seed = "1")
    void whereverARecordIsCutOffItIsMalformed(
            @ForAll("records") ImageRecord record,
            @ForAll @IntRange(min = 1, max = 500) int missing)
            throws IOException {
        byte[] whole = bytes(record);
        byte[] cut = Arrays.copyOf(whole, Math.max(1, whole.length - missing));

        assertThat(read(cut).rejection().reason()).isEqualTo(RejectReason.MALFORMED_RECORD);
    }

    @Property(tries = 300, seed = "1")
    void aFlippedBitNeverFailsTheReader(
            @ForAll("records") ImageRecord record, @ForAll @IntRange(min = 0) int position)
            throws IOException {
        byte[] value = bytes(record);
        int bit = position % (8 * value.length);
        value[bit / 8] ^= (byte) (1 << bit % 8);

        Reading reading = read(value);

        assertThat(reading.images().size() + reading.rejections().size()).isEqualTo(1);
    }

    @Property(tries = 200, seed = "1")
    void noiseBehindARightHeaderNeverFailsTheReader(@ForAll @Size(max = 40) byte[] noise)
            throws IOException {
        byte[] value =
                Arrays.copyOf(
                        bytes(new ImageRecord("", ByteBuffer.allocate(0), null, Map.of())),
                        10 + noise.length);
        System.arraycopy(noise, 0, value, 10, noise.length);

        Reading reading = read(value);

        assertThat(reading.images().size() + reading.rejections().size()).isEqualTo(1);
    }

    @Provide
    static Arbitrary<ImageRecord> records() {
        Arbitrary<String> text = Arbitraries.strings().ofMinLength(1).ofMaxLength(20);
        return Combinators.combine(
                        text,
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(300),
                        text.injectNull(0.3),
                        Arbitraries.maps(text, text).ofMaxSize(3))
                .as(
                        (id, content, label, headers) ->
                                new ImageRecord(id, ByteBuffer.wrap(content), label, headers));
    }

    private static Reading read(byte[] value) {
        return Reading.of(ValueFormat.AVRO, new KafkaImage("images", 0, 0, 0, null, value));
    }

    private static byte[] bytes(ImageRecord record) throws IOException {
        return record.toByteBuffer().array();
    }
}
