package org.decnn.rewrite.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/** A comparison as JSON. docs/command-line.md says what each key means. */
public final class ComparisonJson {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ComparisonJson() {}

    /**
     * @param data where the pictures come from, as the user gave it
     */
    public static void write(Comparison comparison, String data, Path file) throws IOException {
        JSON.writeValue(file.toFile(), of(comparison, data));
    }

    static ObjectNode of(Comparison comparison, String data) {
        ObjectNode root = JSON.createObjectNode().put("data", data);
        root.put("images", comparison.evaluations().get(0).images());
        ArrayNode networks = root.putArray("networks");
        for (Evaluation evaluation : comparison.evaluations()) {
            ObjectNode network = networks.addObject().put("network", evaluation.network());
            network.set("top1", accuracy(evaluation.top1()));
            network.set("top5", accuracy(evaluation.top5()));
            ArrayNode classes = network.putArray("classes");
            for (int i = 0; i < evaluation.classes().size(); i++) {
                Accuracy own = evaluation.of(i);
                ObjectNode one = classes.addObject().put("class", evaluation.classes().get(i));
                one.put("images", own.images());
                one.setAll(accuracy(own));
            }
            network.set("confusion", JSON.valueToTree(evaluation.confusion()));
        }
        ArrayNode pairs = root.putArray("pairs");
        for (Comparison.Pair pair : comparison.pairs()) {
            McNemar test = pair.test();
            ObjectNode node = pairs.addObject();
            node.put("first", pair.first().network()).put("second", pair.second().network());
            node.put("onlyFirst", test.onlyFirst()).put("onlySecond", test.onlySecond());
            node.put("test", test.isExact() ? "exact" : "chiSquare");
            if (!test.isExact()) {
                node.put("chiSquare", test.chiSquare());
            }
            node.put("p", test.pValue());
        }
        return root;
    }

    private static ObjectNode accuracy(Accuracy accuracy) {
        ObjectNode node = JSON.createObjectNode().put("correct", accuracy.correct());
        if (accuracy.images() > 0) { // a sample may hold no picture of a class
            node.put("accuracy", accuracy.value());
            node.put("low", accuracy.low()).put("high", accuracy.high());
        }
        return node;
    }
}
