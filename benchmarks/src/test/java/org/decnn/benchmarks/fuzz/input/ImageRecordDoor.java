package org.decnn.benchmarks.fuzz.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.util.OutputTag;
import org.decnn.job.avro.DeadLetter;
import org.decnn.job.avro.ImageRecord;
import org.decnn.job.kafka.DeadLetterRecords;
import org.decnn.job.kafka.ImageRecordReader;
import org.decnn.job.kafka.KafkaImage;
import org.decnn.job.kafka.ValueFormat;
import org.decnn.operators.image.IncomingImage;
import org.decnn.operators.image.RejectReason;
import org.decnn.operators.image.RejectedImage;

/**
 * Where the job takes records from the images topic: the bytes are a record's value and its key.
 */
final class ImageRecordDoor implements Door {

    private static final OutputTag<RejectedImage> REJECTED =
            new OutputTag<>("rejected", TypeInformation.of(RejectedImage.class));

    private final DeadLetterRecords deadLetters =
            new DeadLetterRecords("dead-letters", DeadLetterRecords.DEFAULT_CONTENT_LIMIT);

    /** One image or one dead letter, which the topic of dead letters takes and gives back. */
    @Override
    public void take(byte[] bytes) throws Exception {
        for (ValueFormat format : ValueFormat.values()) {
            List<IncomingImage> images = new ArrayList<>();
            List<RejectedImage> rejected = new ArrayList<>();
            ImageRecordReader reader = new ImageRecordReader(format, REJECTED);
            reader.processElement(
                    new KafkaImage("images", 0, 0, 0, bytes, bytes),
                    contextOf(reader, rejected),
                    new ListCollector<>(images));
            if (images.size() + rejected.size() != 1) {
                throw new AssertionError(
                        images.size() + " images, " + rejected.size() + " letters");
            }
            for (IncomingImage image : images) {
                write(
                        new RejectedImage(
                                image.header(), RejectReason.CORRUPT, "corrupt", image.content()));
            }
            for (RejectedImage image : rejected) {
                write(image);
            }
        }
    }

    private static ImageRecordReader.Context contextOf(
            ImageRecordReader reader, List<RejectedImage> rejected) {
        return reader.new Context() {
            @Override
            public Long timestamp() {
                return null;
            }

            @Override
            public TimerService timerService() {
                throw new UnsupportedOperationException();
            }

            @Override
            public <X> void output(OutputTag<X> tag, X value) {
                rejected.add((RejectedImage) value);
            }
        };
    }

    private void write(RejectedImage image) throws IOException {
        DeadLetter letter = deadLetters.deadLetter(image);
        byte[] value = letter.toByteBuffer().array();
        if (value.length > deadLetters.maxRecordBytes()) {
            throw new AssertionError("a dead letter of " + value.length + " bytes");
        }
        if (!DeadLetter.getDecoder().decode(value).equals(letter)) {
            throw new AssertionError("a dead letter that is read otherwise than it was written");
        }
    }

    @Override
    public Map<String, byte[]> seeds() throws IOException {
        byte[] picture = PictureDoor.pictures("grey.png").get("grey.png");
        Map<String, byte[]> seeds = new TreeMap<>();
        seeds.put("bare", picture);
        seeds.put("text", "a-key".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        seeds.put("record", record("cat-1", picture, "cat", Map.of("camera", "2", "", "x")));
        seeds.put("without-a-label", record("", new byte[] {1, 2}, null, Map.of()));
        return seeds;
    }

    private static byte[] record(
            String id, byte[] content, String label, Map<String, String> headers)
            throws IOException {
        return new ImageRecord(id, ByteBuffer.wrap(content), label, headers).toByteBuffer().array();
    }

    @Override
    public long mostBytes() {
        return 16L << 20;
    }
}
