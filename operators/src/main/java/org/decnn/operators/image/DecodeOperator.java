package org.decnn.operators.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.IOUtils;
import org.apache.flink.util.OutputTag;
import org.decnn.model.directory.ModelManifest;
import org.decnn.operators.flight.FlightGate;
import org.decnn.operators.flight.FlightPlan;
import org.decnn.operators.metrics.ProcessMetrics;
import org.decnn.operators.model.ModelRef;
import org.decnn.operators.slice.Activations;
import org.decnn.operators.slice.Batch;
import org.decnn.operators.slice.Tensors;
import org.decnn.operators.stage.CoLocation;

/**
 * Turns images into the network's input: stage 0. What cannot be decoded leaves by a side output
 * and disturbs nothing else; headers go ahead to where the logits are summed. An image waits here
 * until few enough are {@linkplain FlightPlan in flight}, and those that have waited together go on
 * together, as a {@linkplain Batch batch}. None waits while there is room, nor past a checkpoint:
 * so nothing of this is state. One that has become too old leaves by the side output too: before it
 * is decoded, or after it has waited.
 */
final class DecodeOperator extends AbstractStreamOperator<Activations>
        implements OneInputStreamOperator<IncomingImage, Activations>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    private record Decoded(ImageHeader header, byte[] input) {}

    private final transient MailboxExecutor mailbox;
    private final ModelRef model;
    private final DecodeLimits limits;
    private final FlightPlan flight;
    private final OutputTag<BatchHeaders> headers;
    private final OutputTag<RejectedImage> rejected;

    private final transient List<Decoded> waiting = new ArrayList<>();
    private transient ImageDecoder decoder;
    private transient int tensorBytes;
    private transient int home;
    private transient Counter decoded;
    private transient FlightGate gate;
    private transient CoLocation coLocation;

    DecodeOperator(
            StreamOperatorParameters<Activations> parameters,
            MailboxExecutor mailbox,
            ModelRef model,
            DecodeLimits limits,
            FlightPlan flight,
            OutputTag<BatchHeaders> headers,
            OutputTag<RejectedImage> rejected) {
        super(parameters);
        this.mailbox = mailbox;
        this.model = model;
        this.limits = limits;
        this.flight = flight;
        this.headers = headers;
        this.rejected = rejected;
    }

    @Override
    public void open() throws Exception {
        super.open();
        ModelManifest manifest = model.open().manifest();
        decoder =
                new ImageDecoder(
                        manifest.preprocessing(),
                        manifest.picture(),
                        limits.within(Runtime.getRuntime().maxMemory()));
        tensorBytes = 4 * manifest.input().elements();
        TaskInfo task = getRuntimeContext().getTaskInfo();
        home = flight.homeOn(task.getIndexOfThisSubtask(), task.getNumberOfParallelSubtasks());
        gate = FlightGate.open(getRuntimeContext(), model.network(), flight, this::sendLater);
        getMetricGroup().gauge("imagesInFlight", gate::inFlight);
        decoded = getMetricGroup().counter("imagesDecoded");
        ProcessMetrics.register(getMetricGroup());
        coLocation =
                CoLocation.enter(
                        getRuntimeContext(),
                        model.network(),
                        0,
                        manifest.stages().size(),
                        manifest.shards());
    }

    @Override
    public void processElement(StreamRecord<IncomingImage> element) throws InterruptedException {
        IncomingImage image = element.getValue();
        if (leavesForItsAge(image.header())) {
            return;
        }
        byte[] input;
        try {
            input = decode(image);
        } catch (RejectedImageException e) {
            reject(image.header(), e.reason(), e.getMessage(), image.content());
            return;
        }
        decoded.inc();
        waiting.add(new Decoded(image.header(), input));
        if (waiting.size() < gate.maxBatch()) {
            sendIfThereIsRoom();
        } else {
            sendWhenThereIsRoom();
        }
    }

    private void reject(ImageHeader header, RejectReason reason, String message, byte[] content) {
        output.collect(
                rejected, new StreamRecord<>(new RejectedImage(header, reason, message, content)));
    }

    /** An image that is too old is whole where it was read: its content is not sent again. */
    private boolean leavesForItsAge(ImageHeader header) {
        Optional<String> fault =
                limits.fault(
                        header.eventTime(), getProcessingTimeService().getCurrentProcessingTime());
        fault.ifPresent(message -> reject(header, RejectReason.EXPIRED, message, null));
        return fault.isPresent();
    }

    /** Asked by the task that sums logits; done by this one's thread. */
    private void sendLater() {
        try {
            mailbox.execute(this::sendIfThereIsRoom, "send images that wait");
        } catch (RejectedExecutionException e) {
            LOG.debug("The task has ended: what waits here is read again.", e);
        }
    }

    private void sendIfThereIsRoom() {
        waiting.removeIf(image -> leavesForItsAge(image.header()));
        if (!waiting.isEmpty()) {
            Batch batch = batch();
            if (gate.tryEnter(batch)) {
                send(batch);
            }
        }
    }

    private void sendWhenThereIsRoom() throws InterruptedException {
        gate.awaitRoom(waiting.size());
        waiting.removeIf(image -> leavesForItsAge(image.header()));
        if (!waiting.isEmpty()) {
            Batch batch = batch();
            gate.enter(batch);
            send(batch);
        }
    }

    private Batch batch() {
        return new Batch(home, waiting.stream().map(image -> image.header().sample()).toList());
    }

    private void send(Batch batch) {
        List<ImageHeader> images = waiting.stream().map(Decoded::header).toList();
        output.collect(headers, new StreamRecord<>(new BatchHeaders(home, images)));
        byte[][] inputs = waiting.stream().map(Decoded::input).toArray(byte[][]::new);
        waiting.clear();
        output.collect(new StreamRecord<>(new Activations(batch, 0, Tensors.of(inputs))));
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        sendWhenThereIsRoom();
    }

    @Override
    public void endInput() throws Exception {
        sendWhenThereIsRoom();
    }

    @Override
    public void close() throws Exception {
        List<AutoCloseable> open = new ArrayList<>();
        if (gate != null) {
            open.add(() -> gate.close(getRuntimeContext(), model.network()));
        }
        if (coLocation != null) {
            open.add(coLocation::leave);
        }
        open.add(super::close);
        IOUtils.closeAll(open);
    }

    private byte[] decode(IncomingImage image) throws RejectedImageException {
        byte[] content = image.content();
        switch (image.format()) {
            case ENCODED:
                return decoder.decode(content);
            case CIFAR:
                requireSize(content, Cifar10.PLANE_BYTES, "a CIFAR picture");
                return decoder.fitPlanes(content, Cifar10.SIDE, Cifar10.SIDE);
            case TENSOR:
                requireSize(content, tensorBytes, "the network's input");
                return content;
            default:
                throw new IllegalStateException("no way to read " + image.format());
        }
    }

    private static void requireSize(byte[] content, int bytes, String what)
            throws RejectedImageException {
        if (content.length != bytes) {
            throw new RejectedImageException(
                    content.length < bytes ? RejectReason.TRUNCATED : RejectReason.CORRUPT,
                    what + " has " + bytes + " bytes, not " + content.length);
        }
    }
}
