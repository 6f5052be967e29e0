package org.decnn.operators.serial;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.decnn.operators.image.BatchHeaders;
import org.decnn.operators.image.ImageHeader;
import org.decnn.operators.slice.Batch;
import org.decnn.operators.slice.SampleId;

/** Arbitrary parts of records. */
public final class AnyRecord {

    private AnyRecord() {}

    public static Arbitrary<SampleId> sample() {
        return Combinators.combine(Arbitraries.integers(), Arbitraries.longs()).as(SampleId::new);
    }

    public static Arbitrary<Batch> batch() {
        return Combinators.combine(
                        Arbitraries.integers(), sample().list().ofMinSize(1).ofMaxSize(5))
                .as(Batch::new);
    }

    /** The empty text, and characters of any plane, among them. */
    public static Arbitrary<String> text() {
        return Arbitraries.strings().ofMaxLength(20);
    }

    public static Arbitrary<ImageHeader> header() {
        return Combinators.combine(
                        sample(), text(), text(), Arbitraries.longs(), text().injectNull(0.3))
                .as(ImageHeader::new);
    }

    public static Arbitrary<BatchHeaders> batchHeaders() {
        return Combinators.combine(
                        Arbitraries.integers(), header().list().ofMinSize(1).ofMaxSize(5))
                .as(BatchHeaders::new);
    }

    public static Arbitrary<byte[]> block() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
    }

    /** Blocks of which each is there with a probability. */
    public static Arbitrary<byte[][]> blocks(double missing) {
        return block().injectNull(missing)
                .list()
                .ofMaxSize(5)
                .map((List<byte[]> list) -> list.toArray(byte[][]::new));
    }

    public static Arbitrary<Integer> small() {
        return Arbitraries.integers().between(0, 0xffff);
    }
}
