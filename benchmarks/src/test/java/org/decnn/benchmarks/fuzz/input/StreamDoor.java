package org.decnn.benchmarks.fuzz.input;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.decnn.job.kafka.KafkaImage;
import org.decnn.job.kafka.KafkaImageFormat;
import org.decnn.job.local.AnswerFormat;
import org.decnn.operators.flight.Home;
import org.decnn.operators.flight.HomeFormat;
import org.decnn.operators.image.BatchHeaders;
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
import org.decnn.operators.serial.RecordFormat;
import org.decnn.operators.serial.RecordSerializer;
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

/** Where records come off a stream or a snapshot: the first byte says of which format. */
final class StreamDoor implements Door {

    private static final SampleId SAMPLE = new SampleId(1, 7);
    private static final ImageHeader HEADER =
            new ImageHeader(SAMPLE, "cat-1", "images", 1_700_000_000_000L, "cat");
    private static final Batch BATCH = new Batch(3, List.of(SAMPLE, new SampleId(1, 8)));
    private static final byte[] BLOCK = {1, 2, 3, 4};
    private static final RejectedImage REJECTED =
            new RejectedImage(HEADER, RejectReason.CORRUPT, "corrupt", BLOCK);

    private static final List<RecordFormat<?>> FORMATS =
            List.of(
                    new SliceFormat(),
                    new ActivationsFormat(),
                    new BatchFormat(),
                    new SampleIdFormat(),
                    new JoinFormat(),
                    new PendingLogitsFormat(),
                    new BatchHeadersFormat(),
                    new ImageHeaderFormat(),
                    new IncomingImageFormat(),
                    new ClassifiedImageFormat(),
                    new RejectedImageFormat(),
                    new HomeFormat(),
                    new KafkaImageFormat(),
                    new AnswerFormat());

    @Override
    public void take(byte[] bytes) throws IOException {
        if (bytes.length > 0) {
            take(
                    FORMATS.get(Byte.toUnsignedInt(bytes[0]) % FORMATS.size()),
                    Arrays.copyOfRange(bytes, 1, bytes.length));
        }
    }

    /** A record that is the same when it has been written and read again, or an IOException. */
    private static <T> void take(RecordFormat<T> format, byte[] bytes) throws IOException {
        RecordSerializer<T> serializer = new RecordSerializer<>(format);
        T record;
        try {
            record = serializer.deserialize(new DataInputDeserializer(bytes));
        } catch (IOException e) {
            return;
        }
        byte[] written = written(serializer, serializer.copy(record));
        byte[] again =
                written(serializer, serializer.deserialize(new DataInputDeserializer(written)));
        if (!Arrays.equals(written, again)) {
            throw new AssertionError(format + " writes another record than it read");
        }
    }

    private static <T> byte[] written(RecordSerializer<T> serializer, T record) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(record, out);
        return out.getCopyOfBuffer();
    }

    @Override
    public Map<String, byte[]> seeds() throws IOException {
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        put(new SliceFormat(), new Slice(BATCH, 1, 0, 2, 3, Tensors.of(BLOCK)), seeds);
        put(new ActivationsFormat(), new Activations(BATCH, 1, Tensors.of(BLOCK, BLOCK)), seeds);
        put(new BatchFormat(), BATCH, seeds);
        put(new SampleIdFormat(), SAMPLE, seeds);
        put(
                "Join",
                new byte[] {0, 0, 0, 0, 0, 0, 0, 5, 0, 2, 0, 0, 0, 1, 9, -1, -1, -1, -1},
                seeds);
        BatchHeaders headers = new BatchHeaders(3, List.of(HEADER, HEADER));
        put("PendingLogits", new byte[] {0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 1, 0, 0, 0, 0}, seeds);
        put(new BatchHeadersFormat(), headers, seeds);
        put(new ImageHeaderFormat(), HEADER, seeds);
        IncomingImage incoming = new IncomingImage(HEADER, IncomingImage.Format.ENCODED, BLOCK);
        put(new IncomingImageFormat(), incoming, seeds);
        ClassifiedImage classified = new ClassifiedImage(HEADER, new float[] {1, Float.NaN});
        put(new ClassifiedImageFormat(), classified, seeds);
        put(new RejectedImageFormat(), REJECTED, seeds);
        put(new HomeFormat(), new Home(SAMPLE, 3), seeds);
        put(new KafkaImageFormat(), new KafkaImage("images", 0, 1, 2, null, BLOCK), seeds);
        return seeds;
    }

    private static <T> void put(RecordFormat<T> format, T record, Map<String, byte[]> seeds)
            throws IOException {
        put(format.type().getSimpleName(), written(new RecordSerializer<>(format), record), seeds);
    }

    /** In the order of the formats. */
    private static void put(String name, byte[] bytes, Map<String, byte[]> seeds) {
        byte[] seed = new byte[1 + bytes.length];
        seed[0] = (byte) seeds.size();
        System.arraycopy(bytes, 0, seed, 1, bytes.length);
        seeds.put(name, seed);
    }

    @Override
    public long mostBytes() {
        return 16L << 20;
    }
}
