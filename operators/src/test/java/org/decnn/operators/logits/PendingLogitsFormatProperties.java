package org.decnn.operators.logits;

import java.io.IOException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.decnn.operators.serial.AnyRecord;
import org.decnn.operators.serial.FormatLaws;

class PendingLogitsFormatProperties {

    @Property(tries = 100, seed = "1")
    void pendingLogitsWithAndWithoutHeaders(@ForAll("pending") PendingLogits pending)
            throws IOException {
        FormatLaws.hold(new PendingLogitsFormat(), pending);
    }

    @Provide
    Arbitrary<PendingLogits> pending() {
        return Combinators.combine(
                        AnyRecord.batchHeaders().injectNull(0.3),
                        AnyRecord.blocks(0.5),
                        Arbitraries.longs(),
                        Arbitraries.of(true, false))
                .as(PendingLogits::new);
    }
}
