package org.decnn.operators.serial;

import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
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
import org.decnn.operators.slice.Activations;
import org.decnn.operators.slice.ActivationsFormat;
import org.decnn.operators.slice.Batch;
import org.decnn.operators.slice.BatchFormat;
import org.decnn.operators.slice.SampleId;
import org.decnn.operators.slice.SampleIdFormat;
import org.decnn.operators.slice.Slice;
import org.decnn.operators.slice.SliceFormat;
import org.decnn.operators.slice.Tensors;

/** Every record of the job's streams comes out of its bytes as it went in, or not at all. */
class RecordFormatProperties {

    private static final int TRIES = 100;

    @Property(tries = TRIES, seed = "1")
    void sampleIds(@ForAll("samples") SampleId sample) throws IOException {
        FormatLaws.hold(new SampleIdFormat(), sample);
    }

    @Property(tries = TRIES, seed = "1")
    void batches(@ForAll("batches") Batch batch) throws IOException {
        FormatLaws.hold(new BatchFormat(), batch);
    }

    @Property(tries = TRIES, seed = "1")
    void headers(@ForAll("headers") ImageHeader header) throws IOException {
        FormatLaws.hold(new ImageHeaderFormat(), header);
    }

    @Property(tries = TRIES, seed = "1")
    void headersOfBatches(@ForAll("batchHeaders") BatchHeaders headers) throws IOException {
        FormatLaws.hold(new BatchHeadersFormat(), headers);
    }

    @Property(tries = TRIES, seed = "1")
    void incomingImages(@ForAll("incoming") IncomingImage image) throws IOException {
        FormatLaws.hold(new IncomingImageFormat(), image);
    }

    @Property(tries = TRIES, seed = "1")
    void rejectedImages(@ForAll("rejected") RejectedImage image) throws IOException {
        FormatLaws.hold(new RejectedImageFormat(), image);
    }

    @Property(tries = TRIES, seed = "1")
    void classifiedImages(@ForAll("classified") ClassifiedImage image) throws IOException {
        FormatLaws.hold(new ClassifiedImageFormat(), image);
    }

    @Property(tries = TRIES, seed = "1")
    void activations(@ForAll("activations") Activations activations) throws IOException {
        FormatLaws.hold(new ActivationsFormat(), activations);
    }

    @Property(tries = TRIES, seed = "1")
    void slices(@ForAll("slices") Slice slice) throws IOException {
        FormatLaws.hold(new SliceFormat(), slice);
    }

    @Provide
    Arbitrary<SampleId> samples() {
        return AnyRecord.sample();
    }

    @Provide
    Arbitrary<Batch> batches() {
        return AnyRecord.batch();
    }

    @Provide
    Arbitrary<ImageHeader> headers() {
        return AnyRecord.header();
    }

    @Provide
    Arbitrary<BatchHeaders> batchHeaders() {
        return AnyRecord.batchHeaders();
    }

    @Provide
    Arbitrary<IncomingImage> incoming() {
        return Combinators.combine(
                        AnyRecord.header(),
                        Arbitraries.of(IncomingImage.Format.class),
                        AnyRecord.block())
                .as(IncomingImage::new);
    }

    @Provide
    Arbitrary<RejectedImage> rejected() {
        return Combinators.combine(
                        AnyRecord.header(),
                        Arbitraries.of(RejectReason.class),
                        AnyRecord.text(),
                        AnyRecord.block().injectNull(0.3))
                .as(RejectedImage::new);
    }

    @Provide
    Arbitrary<ClassifiedImage> classified() {
        Arbitrary<float[]> logits =
                Arbitraries.of(List.of(0f, -0f, 1.5f, -3e38f, Float.MIN_VALUE, Float.NaN))
                        .array(float[].class)
                        .ofMaxSize(10);
        return Combinators.combine(AnyRecord.header(), logits).as(ClassifiedImage::new);
    }

    @Provide
    Arbitrary<Activations> activations() {
        return Combinators.combine(
                        AnyRecord.batch(), AnyRecord.small(), AnyRecord.blocks(0).map(Tensors::of))
                .as(Activations::new);
    }

    @Provide
    Arbitrary<Slice> slices() {
        return Combinators.combine(
                        AnyRecord.batch(),
                        AnyRecord.small(),
                        AnyRecord.small(),
                        AnyRecord.small(),
                        AnyRecord.small(),
                        AnyRecord.block().map(Tensors::of))
                .as(Slice::new);
    }
}
