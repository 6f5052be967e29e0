package org.decnn.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.decnn.job.kafka.ValueFormat.AVRO;
import static org.decnn.job.kafka.ValueFormat.RAW;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.decnn.job.avro.DeadLetter;
import org.decnn.job.avro.ImageRecord;
import org.decnn.job.testing.TestPictures;
import org.decnn.operators.image.ImageHeader;
import org.decnn.operators.image.IncomingImage;
import org.decnn.operators.image.RejectReason;
import org.decnn.operators.image.RejectedImage;
import org.decnn.operators.slice.SampleId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ImageRecordReaderTest {
    private static final byte[] PICTURE = {1, 2, 3};

    @Test
    void aRawValueIsThePictureAndItsKeyTheId() {
        IncomingImage image =
                Reading.of(RAW, record("katze-ä.jpg".getBytes(UTF_8), PICTURE)).image();

        assertThat(image.header())
                .isEqualTo(
                        new ImageHeader(new SampleId(2, 77), "katze-ä.jpg", "images", 1000, null));
        assertThat(image.format()).isEqualTo(IncomingImage.Format.ENCODED);
        assertThat(image.content()).isEqualTo(PICTURE);
    }

    static Stream<Arguments> keysThatAreNoIds() {
        return Stream.of(
                Arguments.of("null", null),
                Arguments.of("empty", new byte[0]),
                Arguments.of("not UTF-8", new byte[] {(byte) 0xFF, (byte) 0xD8}),
                Arguments.of("a long", ByteBuffer.allocate(Long.BYTES).putLong(5).array()),
                Arguments.of("too long", new byte[ImageRecordReader.MAX_TEXT_BYTES + 1]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keysThatAreNoIds")
    void withoutAnIdThePlaceNamesTheImage(String name, byte[] key) throws IOException {
        assertThat(Reading.of(RAW, record(key, PICTURE)).image().header().id())
                .isEqualTo("images-2-77");
        assertThat(Reading.of(AVRO, record(key, encoded("", null))).image().header().id())
                .isEqualTo("images-2-77");
    }

    @Test
    void anAvroRecordBringsIdAndExpectedLabel() throws IOException {
        IncomingImage image =
                Reading.of(AVRO, record("key".getBytes(UTF_8), encoded("cat-1", "cat"))).image();

        assertThat(image.header())
                .isEqualTo(new ImageHeader(new SampleId(2, 77), "cat-1", "images", 1000, "cat"));
        assertThat(image.content()).isEqualTo(PICTURE);
    }

    @Test
    void aRecordWithoutTimestampIsOfTimeZero() {
        KafkaImage record = new KafkaImage("images", 0, 0, -1, null, PICTURE);

        assertThat(Reading.of(RAW, record).image().header().eventTime()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aTombstoneAndAnEmptyValueAreEmpty(ValueFormat format) {
        RejectedImage tombstone = Reading.of(format, record("k".getBytes(UTF_8), null)).rejection();
        RejectedImage empty = Reading.of(format, record(null, new byte[0])).rejection();

        assertThat(tombstone.reason()).isEqualTo(RejectReason.EMPTY);
        assertThat(tombstone.message()).contains("tombstone");
        assertThat(tombstone.header().id()).isEqualTo("k");
        assertThat(tombstone.content()).isEmpty();
        assertThat(empty.reason()).isEqualTo(RejectReason.EMPTY);
        assertThat(empty.header().id()).isEqualTo("images-2-77");
    }

    static Stream<Arguments> malformedValues() throws IOException {
        byte[] sound = encoded("cat", null);
        byte[] deadLetter =
                new DeadLetter("id", "images", 0, 0L, "EMPTY", "", null, java.time.Instant.EPOCH)
                        .toByteBuffer()
                        .array();
        return Stream.of(
                Arguments.of("a JPEG", new byte[] {(byte) 0xFF, (byte) 0xD8, 0, 0}, "C3 01"),
                Arguments.of("text", "not an image record".getBytes(UTF_8), "C3 01"),
                Arguments.of("a header cut off", Arrays.copyOf(sound, 9), "C3 01"),
                Arguments.of("another schema", deadLetter, "fingerprint"),
                Arguments.of("no body", Arrays.copyOf(sound, 10), "breaks off"),
                Arguments.of("cut off", Arrays.copyOf(sound, sound.length - 1), "breaks off"),
                Arguments.of("too much", Arrays.copyOf(sound, sound.length + 1), "goes on"),
                Arguments.of("an id of 2 GiB", body(0xFE, 0xFF, 0xFF, 0xFF, 0x0F), "breaks off"),
                Arguments.of(
                        "content of 2 GiB", body(0, 0xF0, 0xFF, 0xFF, 0xFF, 0x0F), "breaks off"),
                Arguments.of(
                        "a billion headers",
                        body(0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF, 0x07),
                        "breaks off"),
                Arguments.of(
                        "a billion headers in a block of no bytes",
                        body(0, 0, 0, 0xFD, 0xFF, 0xFF, 0xFF, 0x07, 0, 0),
                        "breaks off"),
                Arguments.of("a length below 0", body(1, 0, 0, 0), "cannot be decoded"),
                Arguments.of("no such branch", body(0, 0, 0x7E, 0), "cannot be decoded"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformedValues")
    void aMalformedRecordIsRejectedWithItsBytes(String name, byte[] value, String message) {
        RejectedImage rejected = Reading.of(AVRO, record("key".getBytes(UTF_8), value)).rejection();

        assertThat(rejected.reason()).isEqualTo(RejectReason.MALFORMED_RECORD);
        assertThat(rejected.message()).contains(message).doesNotContain("\n");
        assertThat(rejected.content()).isEqualTo(value);
        assertThat(rejected.header().id()).isEqualTo("key");
    }

    static Stream<Arguments> valuesOfOtherEncodings() throws IOException {
        byte[] body = Arrays.copyOfRange(encoded("cat", null), 10, encoded("cat", null).length);
        byte[] framed =
                ByteBuffer.allocate(5 + body.length).put((byte) 0).putInt(42).put(body).array();
        return Stream.of(
                Arguments.of(framed, "framed for Confluent's schema registry", "schema id 42"),
                Arguments.of(framed, "send Avro's single-object encoding", "toByteBuffer()"),
                Arguments.of("Obj\u0001\u0004".getBytes(UTF_8), "Avro file", "by itself"),
                Arguments.of(TestPictures.jpeg(1), "bare picture", "--value-format raw"),
                Arguments.of(TestPictures.png(1), "bare picture", "--value-format raw"),
                Arguments.of(TestPictures.bmp(1, 9), "bare picture", "--value-format raw"),
                Arguments.of("{\"id\": \"cat\"}".getBytes(UTF_8), "JSON", "binary encoding"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("valuesOfOtherEncodings")
    void anotherEncodingIsNamedWithTheRemedy(byte[] value, String thing, String remedy) {
        RejectedImage rejected = Reading.of(AVRO, record(null, value)).rejection();

        assertThat(rejected.reason()).isEqualTo(RejectReason.MALFORMED_RECORD);
        assertThat(rejected.message()).contains("C3 01", thing, remedy).doesNotContain("\n");
    }

    @Test
    void anImageRecordWhereBarePicturesAreReadIsNamedWithTheRemedy() throws IOException {
        byte[] value = encoded("cat", null);
        RejectedImage rejected = Reading.of(RAW, record(null, value)).rejection();

        assertThat(rejected.reason()).isEqualTo(RejectReason.MALFORMED_RECORD);
        assertThat(rejected.message()).contains("--value-format avro");
        assertThat(rejected.content()).isEqualTo(value);
    }

    @Test
    void textsThatWouldNotFitAPredictionAreRejected() throws IOException {
        String most = "ä".repeat(ImageRecordReader.MAX_TEXT_BYTES / 2);

        assertThat(Reading.of(AVRO, record(null, encoded(most, most))).image().header().id())
                .isEqualTo(most);
        RejectedImage longId =
                Reading.of(AVRO, record(null, encoded(most + "x", null))).rejection();
        RejectedImage longLabel =
                Reading.of(AVRO, record(null, encoded("id", most + "x"))).rejection();

        assertThat(longId.reason()).isEqualTo(RejectReason.MALFORMED_RECORD);
        assertThat(longId.message()).contains("id").contains("1025 bytes");
        assertThat(longId.header().id()).isEqualTo("images-2-77");
        assertThat(longLabel.message()).contains("expectedLabel").contains("1025 bytes");
    }

    private static KafkaImage record(byte[] key, byte[] value) {
        return new KafkaImage("images", 2, 77, 1000, key, value);
    }

    private static byte[] encoded(String id, String expectedLabel) throws IOException {
        return new ImageRecord(id, ByteBuffer.wrap(PICTURE), expectedLabel, Map.of("camera", "7"))
                .toByteBuffer()
                .array();
    }

    /** A right header, then these bytes. */
    private static byte[] body(int... bytes) throws IOException {
        byte[] value = Arrays.copyOf(encoded("", null), 10 + bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            value[10 + i] = (byte) bytes[i];
        }
        return value;
    }
}
