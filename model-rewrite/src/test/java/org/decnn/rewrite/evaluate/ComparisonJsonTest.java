package org.decnn.rewrite.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonJsonTest {

    private static final List<String> CLASSES = List.of("cat", "dog", "emu");

    @TempDir Path folder;

    @Test
    void theFileHasTheDocumentedKeys() throws IOException {
        int[] labels = {0, 0, 1, 1};
        Evaluation a = new Evaluation("a", CLASSES, labels, new int[] {0, 1, 1, 1}, 4);
        Evaluation b = new Evaluation("b", CLASSES, labels, new int[] {0, 0, 1, 2}, 4);
        JsonNode json = written(new Comparison(List.of(a, b)));

        assertThat(keys(json)).containsExactly("data", "images", "networks", "pairs");
        assertThat(json.get("data").asText()).isEqualTo("some/data");
        assertThat(json.get("images").asInt()).isEqualTo(4);
        JsonNode first = json.get("networks").get(0);
        assertThat(keys(first)).containsExactly("network", "top1", "top5", "classes", "confusion");
        assertThat(keys(first.get("top1"))).containsExactly("correct", "accuracy", "low", "high");
        assertThat(first.get("top1").get("accuracy").asDouble()).isEqualTo(0.75);
        JsonNode cat = first.get("classes").get(0);
        assertThat(keys(cat))
                .containsExactly("class", "images", "correct", "accuracy", "low", "high");
        assertThat(cat.get("correct").asInt()).isEqualTo(1);
        assertThat(keys(first.get("classes").get(2))).containsExactly("class", "images", "correct");
        assertThat(first.get("confusion").toString()).isEqualTo("[[1,1,0],[0,2,0],[0,0,0]]");
        JsonNode pair = json.get("pairs").get(0);
        assertThat(pair.toString())
                .isEqualTo(
                        "{\"first\":\"a\",\"second\":\"b\",\"onlyFirst\":1,\"onlySecond\":1,"
                                + "\"test\":\"exact\",\"p\":1.0}");
    }

    @Test
    void manyDisagreementsCarryTheirChiSquare() throws IOException {
        int[] labels = new int[30];
        int[] wrong = new int[30];
        Arrays.fill(wrong, 1);
        Evaluation a = new Evaluation("a", CLASSES, labels, labels, 30);
        Evaluation b = new Evaluation("b", CLASSES, labels, wrong, 30);
        JsonNode pair = written(new Comparison(List.of(a, b))).get("pairs").get(0);
        assertThat(pair.get("test").asText()).isEqualTo("chiSquare");
        assertThat(pair.get("chiSquare").asDouble()).isEqualTo(29 * 29 / 30.);
    }

    @Test
    void everyPairOfNetworksIsCompared() {
        int[] labels = {0};
        List<Evaluation> three =
                List.of("a", "b", "c").stream()
                        .map(name -> new Evaluation(name, CLASSES, labels, labels, 1))
                        .toList();
        assertThat(new Comparison(three).pairs())
                .extracting(pair -> pair.first().network() + pair.second().network())
                .containsExactly("ab", "ac", "bc");
    }

    private JsonNode written(Comparison comparison) throws IOException {
        Path file = folder.resolve("figures.json");
        ComparisonJson.write(comparison, "some/data", file);
        return new ObjectMapper().readTree(file.toFile());
    }

    private static List<String> keys(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
