package org.decnn.operators.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.testing.SmallModels;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.flight.FlightGate;
import org.decnn.operators.flight.FlightPlan;
import org.decnn.operators.model.ModelRef;
import org.decnn.operators.model.NetworkName;
import org.decnn.operators.serial.RecordSerializer;
import org.decnn.operators.serial.RecordTypeInfo;
import org.decnn.operators.slice.Activations;
import org.decnn.operators.slice.ActivationsFormat;
import org.decnn.operators.slice.Batch;
import org.decnn.operators.slice.SampleId;
import org.decnn.operators.stage.ShardKeys;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One device, eight images in flight, up to four together. */
@Timeout(60)
class DecodeOperatorTest {

    private static final OutputTag<BatchHeaders> HEADERS =
            new OutputTag<>("headers", new RecordTypeInfo<>(new BatchHeadersFormat()));
    private static final OutputTag<RejectedImage> REJECTED =
            new OutputTag<>("rejected", new RecordTypeInfo<>(new RejectedImageFormat()));

    private static final DecodeLimits TEN_SECONDS =
            DecodeLimits.DEFAULT.withMaxAge(Duration.ofSeconds(10));

    @TempDir private Path folder;

    private ModelDirectory directory;

    @BeforeEach
    void writeModel() {
        directory = SmallModels.write(SmallNetworks.denseChain(1), 1, folder);
    }

    @Test
    void imagesGoOneByOneWhileThereIsRoom() throws Exception {
        try (var decoder = decoder()) {
            give(decoder, 0, 8);

            assertThat(batchSizes(decoder)).containsExactly(1, 1, 1, 1, 1, 1, 1, 1);
        }
    }

    @Test
    void imagesThatHadToWaitGoTogetherAsSoonAsAWholeBatchHasRoom() throws Exception {
        try (var decoder = decoder()) {
            give(decoder, 0, 11);
            leave(decoder, 0);
            leave(decoder, 1);
            leave(decoder, 2);
            assertThat(batchSizes(decoder)).hasSize(8);

            leave(decoder, 3);

            assertThat(batchSizes(decoder)).hasSize(9).endsWith(3);
            assertThat(decoder.getSideOutput(HEADERS))
                    .extracting(headers -> headers.getValue().batch())
                    .containsExactlyElementsOf(batches(decoder));
        }
    }

    @Test
    void noImageWaitsPastACheckpoint() throws Exception {
        try (var decoder = decoder()) {
            give(decoder, 0, 10);
            Thread others = new Thread(() -> leaveAll(decoder, 8));
            others.start();

            decoder.prepareSnapshotPreBarrier(1);

            assertThat(batchSizes(decoder)).endsWith(2);
            others.join();
        }
    }

    @Test
    void noImageWaitsPastTheEndOfTheInput() throws Exception {
        try (var decoder = decoder()) {
            give(decoder, 0, 9);
            Thread others = new Thread(() -> leaveAll(decoder, 8));
            others.start();

            decoder.endInput();

            assertThat(batchSizes(decoder)).hasSize(9);
            others.join();
        }
    }

    @Test
    void whatCannotBeDecodedWaitsForNothing() throws Exception {
        try (var decoder = decoder()) {
            give(decoder, 0, 8);
            decoder.processElement(new StreamRecord<>(image(8, new byte[0])));

            assertThat(decoder.getSideOutput(REJECTED)).hasSize(1);
        }
    }

    @Test
    void anImageThatIsTooOldIsNotDecodedAndItsContentStaysAtItsSource() throws Exception {
        try (var decoder = decoder(TEN_SECONDS)) {
            decoder.setProcessingTime(20_000);
            giveTaken(decoder, 0, 10_000);
            giveTaken(decoder, 1, 9_999);
            decoder.processElement(new StreamRecord<>(image(2, 9_000, new byte[] {1, 2})));

            assertThat(sent(decoder)).containsExactly(0L);
            assertThat(rejected(decoder))
                    .extracting(RejectedImage::reason, RejectedImage::content)
                    .containsOnly(tuple(RejectReason.EXPIRED, null))
                    .hasSize(2);
            assertThat(rejected(decoder).get(0).message())
                    .isEqualTo("image is 10.001 s old, more than the 10.000 s allowed");
        }
    }

    @Test
    void anImageThatBecomesTooOldWhileItWaitsMakesRoomForNewerOnes() throws Exception {
        try (var decoder = decoder(TEN_SECONDS)) {
            decoder.setProcessingTime(20_000);
            give(decoder, 0, 8);
            giveTaken(decoder, 8, 15_000);
            giveTaken(decoder, 9, 19_000);
            decoder.setProcessingTime(26_000);
            giveTaken(decoder, 10, 25_000);

            assertThat(rejected(decoder))
                    .extracting(image -> image.header().sample().offset())
                    .containsExactly(8L);
            for (int i = 0; i < 4; i++) {
                leave(decoder, i);
            }
            assertThat(sent(decoder)).endsWith(9L, 10L).hasSize(10);
        }
    }

    @Test
    void whatExpiresWhileAWholeBatchWaitsForRoomIsNotSent() throws Exception {
        try (var decoder = decoder(TEN_SECONDS)) {
            decoder.setProcessingTime(20_000);
            give(decoder, 0, 8);
            for (int i = 8; i < 11; i++) {
                giveTaken(decoder, i, 15_000);
            }
            Thread others =
                    new Thread(
                            () -> {
                                setTime(decoder, 26_000);
                                leaveAll(decoder, 8);
                            });
            others.start();

            giveTaken(decoder, 11, 19_000);

            others.join();
            assertThat(sent(decoder)).endsWith(11L).hasSize(9);
            assertThat(rejected(decoder)).hasSize(3);
        }
    }

    @Test
    void imagesWithoutATimeOrOfAClockThatIsAheadDoNotExpire() throws Exception {
        try (var decoder = decoder(TEN_SECONDS)) {
            decoder.setProcessingTime(1_000_000_000);
            giveTaken(decoder, 0, 0);
            giveTaken(decoder, 1, 2_000_000_000);

            assertThat(sent(decoder)).containsExactly(0L, 1L);
        }
    }

    @Test
    void unlessToldNoImageIsTooOld() throws Exception {
        try (var decoder = decoder()) {
            decoder.setProcessingTime(1_000_000_000);
            giveTaken(decoder, 0, 1);

            assertThat(sent(decoder)).containsExactly(0L);
        }
    }

    private OneInputStreamOperatorTestHarness<IncomingImage, Activations> decoder()
            throws Exception {
        return decoder(DecodeLimits.DEFAULT);
    }

    private OneInputStreamOperatorTestHarness<IncomingImage, Activations> decoder(
            DecodeLimits limits) throws Exception {
        FlightPlan flight = new FlightPlan(new ShardKeys(1, 1), 8, 4, true);
        var harness =
                new OneInputStreamOperatorTestHarness<IncomingImage, Activations>(
                        new DecodeOperatorFactory(
                                ModelRef.of(directory), limits, flight, HEADERS, REJECTED),
                        1,
                        1,
                        0);
        harness.setup(new RecordSerializer<>(new ActivationsFormat()));
        harness.open();
        return harness;
    }

    private void give(
            OneInputStreamOperatorTestHarness<IncomingImage, Activations> decoder, int from, int to)
            throws Exception {
        byte[] tensor = new byte[4 * directory.manifest().input().elements()];
        for (int i = from; i < to; i++) {
            decoder.processElement(new StreamRecord<>(image(i, tensor)));
        }
    }

    /** An image of a time. */
    private void giveTaken(
            OneInputStreamOperatorTestHarness<IncomingImage, Activations> decoder,
            int offset,
            long eventTime)
            throws Exception {
        byte[] tensor = new byte[4 * directory.manifest().input().elements()];
        decoder.processElement(new StreamRecord<>(image(offset, eventTime, tensor)));
    }

    private static void setTime(
            OneInputStreamOperatorTestHarness<IncomingImage, Activations> decoder, long millis) {
        try {
            decoder.setProcessingTime(millis);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static IncomingImage image(int offset, byte[] content) {
        return image(offset, 0, content);
    }

    private static IncomingImage image(int offset, long eventTime, byte[] content) {
        return new IncomingImage(
                new ImageHeader(
                        new SampleId(0, offset), "image " + offset, "test", eventTime, null),
                IncomingImage.Format.TENSOR,
                content);
    }

    /** An image's logits have been summed; the decoder's task then does what it is asked. */
    private static void leave(
            OneInputStreamOperatorTestHarness<IncomingImage, Activations> decoder, int offset)
            throws Exception {
        leaveOnly(decoder, offset);
        Optional<Mail> mail = decoder.getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY);
        while (mail.isPresent()) {
            mail.get().run();
            mail = decoder.getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY);
        }
    }

    private static void leaveAll(
            OneInputStreamOperatorTestHarness<IncomingImage, Activations> decoder, int images) {
        for (int i = 0; i < images; i++) {
            leaveOnly(decoder, i);
        }
    }

    private static void leaveOnly(
            OneInputStreamOperatorTestHarness<IncomingImage, Activations> decoder, int offset) {
        AbstractStreamOperator<?> operator = (AbstractStreamOperator<?>) decoder.getOperator();
        FlightGate.leave(
                operator.getRuntimeContext(),
                NetworkName.NONE,
                Batch.of(0, new SampleId(0, offset)));
    }

    /** Offsets of what was sent on. */
    private static List<Long> sent(
            OneInputStreamOperatorTestHarness<IncomingImage, Activations> decoder) {
        return batches(decoder).stream()
                .flatMap(batch -> batch.samples().stream())
                .map(SampleId::offset)
                .toList();
    }

    private static List<RejectedImage> rejected(
            OneInputStreamOperatorTestHarness<IncomingImage, Activations> decoder) {
        var rejected = decoder.getSideOutput(REJECTED);
        return rejected == null
                ? List.of()
                : rejected.stream().map(StreamRecord::getValue).toList();
    }

    private static List<Integer> batchSizes(
            OneInputStreamOperatorTestHarness<IncomingImage, Activations> decoder) {
        return batches(decoder).stream().map(Batch::size).toList();
    }

    private static List<Batch> batches(
            OneInputStreamOperatorTestHarness<IncomingImage, Activations> decoder) {
        return decoder.extractOutputValues().stream().map(Activations::batch).toList();
    }
}
