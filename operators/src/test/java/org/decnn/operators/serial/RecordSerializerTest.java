package org.decnn.operators.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.decnn.operators.image.BatchHeadersFormat;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.image.ClassifiedImageFormat;
import org.decnn.operators.image.ImageHeader;
import org.decnn.operators.image.ImageHeaderFormat;
import org.decnn.operators.image.IncomingImage;
import org.decnn.operators.image.IncomingImageFormat;
import org.decnn.operators.image.RejectReason;
import org.decnn.operators.image.RejectedImage;
import org.decnn.operators.image.RejectedImageFormat;
import org.decnn.operators.logits.PendingLogitsFormat;
import org.decnn.operators.slice.Activations;
import org.decnn.operators.slice.ActivationsFormat;
import org.decnn.operators.slice.Batch;
import org.decnn.operators.slice.BatchFormat;
import org.decnn.operators.slice.SampleId;
import org.decnn.operators.slice.SampleIdFormat;
import org.decnn.operators.slice.Slice;
import org.decnn.operators.slice.SliceFormat;
import org.decnn.operators.slice.Tensors;
import org.decnn.operators.stage.JoinFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordSerializerTest {

    private static final SampleId SAMPLE = new SampleId(1, 2);
    private static final Batch BATCH = new Batch(5, List.of(SAMPLE, new SampleId(3, 4)));
    private static final ImageHeader HEADER = new ImageHeader(SAMPLE, "a", "b", 3, null);
    private static final byte[] BLOCK = {1, 2, 3};

    static Stream<RecordFormat<?>> formats() {
        return Stream.of(
                new SampleIdFormat(),
                new BatchFormat(),
                new ImageHeaderFormat(),
                new BatchHeadersFormat(),
                new IncomingImageFormat(),
                new RejectedImageFormat(),
                new ClassifiedImageFormat(),
                new ActivationsFormat(),
                new SliceFormat(),
                new JoinFormat(),
                new PendingLogitsFormat());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void stateIsReadByItsOwnFormatAlone(RecordFormat<?> format) throws Exception {
        RecordFormat<?> another =
                format instanceof SampleIdFormat ? new SliceFormat() : new SampleIdFormat();
        FormatLaws.survivesASavepoint(format, another);
    }

    @Test
    void aSavepointOfNoFormatIsRefused() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        out.writeUTF("java.lang.String");
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        RecordSerializer.Snapshot<Slice> snapshot = new RecordSerializer.Snapshot<>();
        assertThatThrownBy(() -> snapshot.readSnapshot(2, in, getClass().getClassLoader()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("java.lang.String");
    }

    @Test
    void aSavepointOfAnotherReleasesRecordsIsRefusedWithTheRemedy() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        out.writeUTF(SliceFormat.class.getName());
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        RecordSerializer.Snapshot<Slice> snapshot = new RecordSerializer.Snapshot<>();
        assertThatThrownBy(() -> snapshot.readSnapshot(1, in, getClass().getClassLoader()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("SliceFormat in version 1")
                .hasMessageContaining("--drain");
    }

    /** The last four bytes before a record's only block, or array, are its length. */
    @Test
    void aLengthThatTheInputDoesNotHoldIsRefusedInLittleMemory() throws IOException {
        withLengths(
                new SliceFormat(), new Slice(BATCH, 1, 2, 3, 4, Tensors.of(BLOCK)), BLOCK.length);
        withLengths(
                new ActivationsFormat(),
                new Activations(BATCH, 0, Tensors.of(BLOCK)),
                BLOCK.length);
        withLengths(
                new IncomingImageFormat(),
                new IncomingImage(HEADER, IncomingImage.Format.CIFAR, BLOCK),
                BLOCK.length);
        withLengths(
                new RejectedImageFormat(),
                new RejectedImage(HEADER, RejectReason.EMPTY, "", BLOCK),
                BLOCK.length);
        withLengths(new ClassifiedImageFormat(), new ClassifiedImage(HEADER, new float[1]), 4);
    }

    private static <T> void withLengths(RecordFormat<T> format, T record, int after)
            throws IOException {
        byte[] bytes = FormatLaws.bytes(format, record);
        for (int length : new int[] {Integer.MAX_VALUE, 1 << 30, 1 << 21, -2, Integer.MIN_VALUE}) {
            byte[] changed = bytes.clone();
            ByteBuffer.wrap(changed).putInt(bytes.length - after - 4, length);
            FormatLaws.refuses(format, changed);
        }
    }

    @Test
    void aBlockLargerThanOneReadComesWhole() throws IOException {
        byte[] payload = new byte[5_000_001];
        new Random(1).nextBytes(payload);
        byte[] bytes =
                FormatLaws.bytes(
                        new SliceFormat(), new Slice(BATCH, 0, 0, 1, 1, Tensors.of(payload)));
        Slice read = new SliceFormat().read(new DataInputDeserializer(bytes));
        assertThat(read.payload().joined()).isEqualTo(payload);
        FormatLaws.refuses(new SliceFormat(), Arrays.copyOf(bytes, 1_000_000));
    }

    @Test
    void anUnknownImageFormatOrReasonIsRefused() throws IOException {
        byte[] image =
                FormatLaws.bytes(
                        new IncomingImageFormat(),
                        new IncomingImage(HEADER, IncomingImage.Format.TENSOR, BLOCK));
        image[image.length - BLOCK.length - 5] = 99;
        FormatLaws.refuses(new IncomingImageFormat(), image);

        byte[] rejected =
                FormatLaws.bytes(
                        new RejectedImageFormat(),
                        new RejectedImage(HEADER, RejectReason.EMPTY, "", BLOCK));
        int reason = new String(rejected, StandardCharsets.ISO_8859_1).indexOf("EMPTY");
        rejected[reason] = 'X';
        FormatLaws.refuses(new RejectedImageFormat(), rejected);
    }
}
