package org.decnn.operators.stage;

import java.io.IOException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.decnn.operators.serial.AnyRecord;
import org.decnn.operators.serial.FormatLaws;

class JoinFormatProperties {

    @Property(tries = 100, seed = "1")
    void joinsOfPresentAndMissingSlices(@ForAll("joins") Join join) throws IOException {
        FormatLaws.hold(new JoinFormat(), join);
    }

    @Provide
    Arbitrary<Join> joins() {
        return Combinators.combine(AnyRecord.blocks(0.5), Arbitraries.longs()).as(Join::new);
    }
}
