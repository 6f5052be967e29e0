package org.decnn.operators.image;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.decnn.model.directory.ModelManifest;
import org.decnn.operators.flight.FlightGate;
import org.decnn.operators.flight.FlightPlan;
import org.decnn.operators.flight.Home;
import org.decnn.operators.model.ModelRef;
import org.decnn.operators.slice.Activations;
import org.decnn.operators.slice.Tensors;

/**
 * Turns images into the network's input: stage 0. What cannot be decoded leaves by a side output
 * and disturbs nothing else; headers go ahead to where the logits are summed. An image waits here
 * until few enough are {@linkplain FlightPlan in flight}.
 */
public final class DecodeFunction extends KeyedProcessFunction<Home, IncomingImage, Activations> {

    private static final long serialVersionUID = 1L;

    private final ModelRef model;
    private final DecodeLimits limits;
    private final FlightPlan flight;
    private final OutputTag<ImageHeader> headers;
    private final OutputTag<RejectedImage> rejected;

    private transient ImageDecoder decoder;
    private transient int tensorBytes;
    private transient Counter rejections;
    private transient FlightGate gate;

    public DecodeFunction(
            ModelRef model,
            DecodeLimits limits,
            FlightPlan flight,
            OutputTag<ImageHeader> headers,
            OutputTag<RejectedImage> rejected) {
        this.model = model;
        this.limits = limits;
        this.flight = flight;
        this.headers = headers;
        this.rejected = rejected;
    }

    @Override
    public void open(OpenContext context) {
        ModelManifest manifest = model.open().manifest();
        decoder =
                new ImageDecoder(
                        manifest.preprocessing(), limits.within(Runtime.getRuntime().maxMemory()));
        tensorBytes = 4 * manifest.input().elements();
        gate = FlightGate.open(getRuntimeContext(), flight);
        getRuntimeContext().getMetricGroup().gauge("imagesInFlight", gate::inFlight);
        rejections = getRuntimeContext().getMetricGroup().counter("imagesRejected");
    }

    @Override
    public void processElement(IncomingImage image, Context context, Collector<Activations> out)
            throws InterruptedException {
        byte[] input;
        try {
            input = decode(image);
        } catch (RejectedImageException e) {
            rejections.inc();
            context.output(
                    rejected,
                    new RejectedImage(image.header(), e.reason(), e.getMessage(), image.content()));
            return;
        }
        gate.enter(image.header().sample());
        context.output(headers, image.header());
        out.collect(new Activations(image.header().sample(), 0, Tensors.of(input)));
    }

    @Override
    public void close() {
        if (gate != null) {
            gate.close(getRuntimeContext());
        }
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
