package org.decnn.model.testing.fuzz;

import java.util.Optional;
import org.decnn.model.network.Network;

/** Tries a plan, and looks for the least that is at fault in the same way. */
public final class Fuzz {

    /** A network at fault, and the fault. */
    public record Fault(Plan plan, Finding finding) {
        @Override
        public String toString() {
            return finding.getMessage() + "\n" + plan;
        }
    }

    private Fuzz() {}

    /**
     * Holds a plan's network to what is promised.
     *
     * @throws Finding if something is not as promised
     */
    public static NetworkProof.Outcome tried(Plan plan, Network network) {
        return NetworkProof.of(network, plan.picture());
    }

    /** The fault of a plan, or of what is left of it once all is left out that can be. */
    public static Fault least(Plan plan, Finding finding) {
        Fault least = new Fault(plan, finding);
        Optional<Fault> smaller = Optional.of(least);
        while (smaller.isPresent()) {
            least = smaller.get();
            smaller = smaller(least);
        }
        return least;
    }

    private static Optional<Fault> smaller(Fault fault) {
        for (Plan plan : fault.plan().smaller()) {
            try {
                tried(plan, plan.network());
            } catch (Finding finding) {
                if (finding.where().equals(fault.finding().where())) {
                    return Optional.of(new Fault(plan, finding));
                }
            }
        }
        return Optional.empty();
    }
}
