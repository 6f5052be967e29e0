package org.decnn.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkCalibrationTest {

    private static final LinkRate LINK = LinkRate.parse("100mbit");

    @Test
    void theSmallestBucketThatCarriesEnoughIsTaken() throws Exception {
        LinkCalibration.Found found =
                LinkCalibration.of(LINK, tried -> tried.bucketBytes() < 9000 ? 0.80 : 0.955);
        assertThat(found.link().bucketBytes()).isEqualTo(10350);
        assertThat(found)
                .hasToString(
                        "link of 100mbit: a bucket of 10.4 kB carries 95.5 % of it as payload");
    }

    @Test
    void aBucketIsTriedTwiceBeforeItIsTaken() throws Exception {
        List<Integer> tried = new ArrayList<>();
        LinkCalibration.Found found =
                LinkCalibration.of(
                        LINK,
                        link -> {
                            tried.add(link.bucketBytes());
                            return tried.size() == 2 ? 0.7 : 0.95;
                        });
        assertThat(tried).containsExactly(4600, 4600, 6900, 6900);
        assertThat(found.link().bucketBytes()).isEqualTo(6900);
    }

    @Test
    void whereNoneIsWithinTheBandTheNearestIsTakenAndSaidToBe() throws Exception {
        LinkCalibration.Found found =
                LinkCalibration.of(LINK, tried -> tried.bucketBytes() < 20_000 ? 0.86 : 0.90);
        assertThat(found.carried()).isEqualTo(0.90);
        assertThat(found.toString()).endsWith("the nearest to 95 ± 2 % there is");
    }

    @Test
    void aLinkThatIsOffByMoreThanATenthStopsTheRun() {
        assertThatThrownBy(() -> LinkCalibration.of(LINK, tried -> 0.8))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("80.0 %")
                .hasMessageContaining("is the machine busy?");
    }
}
