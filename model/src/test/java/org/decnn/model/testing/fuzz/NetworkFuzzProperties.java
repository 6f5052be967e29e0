package org.decnn.model.testing.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * What is promised of every network, of random ones; {@code benchmarks/network-fuzz} tries more.
 */
class NetworkFuzzProperties {

    @Property(tries = 100, seed = "21", edgeCases = EdgeCasesMode.NONE)
    void everyNetworkIsSplitExactlyOrRefusedByName(@ForAll("plans") Plan plan) {
        assertThat(Fuzz.tried(plan, plan.network()).refusals())
                .allMatch(refusal -> refusal.contains("no stem to compute where it is decoded"));
    }

    @Provide
    Arbitrary<Plan> plans() {
        Arbitrary<Move> moves =
                Combinators.combine(
                                Arbitraries.integers().between(0, 999),
                                Arbitraries.integers().between(0, 999_999))
                        .as(Move::new);
        return Combinators.combine(
                        Arbitraries.integers().between(0, 999_999),
                        moves.list().ofMinSize(1).ofMaxSize(12),
                        moves)
                .as(Plan::new);
    }

    @Example
    void everyOperationOccurs() {
        Set<Class<?>> grown = new HashSet<>();
        for (long seed = 0; seed < 300; seed++) {
            Plan.of(seed).network().layers().stream()
                    .map(layer -> layer.operation().getClass())
                    .forEach(grown::add);
        }
        assertThat(grown).isEqualTo(Operations.ofLayers());
    }
}
