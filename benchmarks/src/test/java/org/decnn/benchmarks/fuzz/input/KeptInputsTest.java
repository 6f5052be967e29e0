package org.decnn.benchmarks.fuzz.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What fuzzing begins with, and what it once found, without a fuzzer. */
class KeptInputsTest {

    @ParameterizedTest
    @EnumSource(FuzzTarget.class)
    void whatWasAFindingOnceIsNoneNow(FuzzTarget target) throws Exception {
        Map<String, byte[]> inputs = new TreeMap<>(target.door().seeds());
        assertThat(inputs).as("where a fuzzer begins").isNotEmpty();
        inputs.putAll(KeptInputs.of(target));
        List<String> findings = new ArrayList<>();
        for (Map.Entry<String, byte[]> input : inputs.entrySet()) {
            try {
                target.take(input.getValue());
            } catch (Exception | Error e) {
                findings.add(input.getKey() + ": " + e);
            }
        }
        assertThat(findings).isEmpty();
    }
}
