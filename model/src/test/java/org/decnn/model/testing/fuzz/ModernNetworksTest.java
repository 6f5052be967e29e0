package org.decnn.model.testing.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.decnn.model.network.Network;
import org.decnn.model.testing.ModernNetworks;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModernNetworksTest {

    static List<Network> networks() {
        return ModernNetworks.all(7);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theNetworkIsSplitExactly(Network network) {
        NetworkProof.Outcome outcome = NetworkProof.of(network, network.name().length() % 6);

        assertThat(outcome.splits()).isGreaterThanOrEqualTo(13);
    }

    @Test
    void theSmallNetworksHaveEveryOperation() {
        Set<Class<?>> occurring = new HashSet<>();
        Stream.concat(SmallNetworks.all(7).stream(), networks().stream())
                .flatMap(network -> network.layers().stream())
                .forEach(layer -> occurring.add(layer.operation().getClass()));

        assertThat(occurring).isEqualTo(Operations.ofLayers());
    }
}
