package org.decnn.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What JDK 17's {@code GC.heap_info} says. */
class ClusterProcessTest {

    @Test
    void theGenerationsOfTheSerialCollectorAreAddedUp() {
        String said =
                """
                0
                 def new generation   total 9792K, used 1024K [0x00000000c0000000, 0x00000000c0aa0000)
                  eden space 8704K,   5% used [0x00000000c0000000, 0x00000000c006d2f8)
                 tenured generation   total 21888K, used 13312K [0x00000000c3c00000, 0x00000000c5160000)
                   the space 21888K,  61% used [0x00000000c3c00000, 0x00000000c4900010)
                 Metaspace       used 51200K, committed 51712K, reserved 1114112K
                  class space    used 6144K, committed 6400K, reserved 1048576K
                """;

        assertThat(ClusterProcess.heap(said))
                .isEqualTo(Map.of(Quantity.HEAP, 14.0, Quantity.METASPACE, 50.0));
    }

    @Test
    void theRegionsOfG1AreOneFigure() {
        String said =
                """
                0
                 garbage-first heap   total 65536K, used 20480K [0x00000000f4000000, 0x0000000100000000)
                  region size 1024K, 1 young (1024K), 0 survivors (0K)
                 Metaspace       used 40960K, committed 41472K, reserved 1114112K
                  class space    used 5120K, committed 5376K, reserved 1048576K
                """;

        assertThat(ClusterProcess.heap(said))
                .isEqualTo(Map.of(Quantity.HEAP, 20.0, Quantity.METASPACE, 40.0));
    }
}
