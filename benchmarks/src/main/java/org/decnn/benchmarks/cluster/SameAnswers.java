package org.decnn.benchmarks.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.decnn.job.cli.CommandLines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds the answers of one run to those of another, which may name pictures with their folder. */
@Command(
        name = "SameAnswers",
        description = "Check that two files of answers say the same of the same pictures.",
        mixinStandardHelpOptions = true)
public final class SameAnswers implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(index = "0", paramLabel = "EXPECTED")
    private Path expected;

    @Parameters(index = "1", paramLabel = "ANSWERS")
    private Path answers;

    @Option(
            names = "--within",
            required = true,
            paramLabel = "P",
            description = "Most that a class's probability may differ.")
    private double within;

    @Option(names = "--verbose")
    private boolean verbose;

    public static void main(String[] args) {
        System.exit(CommandLines.of(new SameAnswers()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        Map<String, JsonNode> wanted = byPicture(expected);
        Map<String, JsonNode> given = byPicture(answers);
        if (!wanted.keySet().equals(given.keySet())) {
            return fail("answers to %s, not to %s".formatted(given.keySet(), wanted.keySet()));
        }
        double most = 0;
        int equal = 0;
        for (Map.Entry<String, JsonNode> picture : wanted.entrySet()) {
            JsonNode top = picture.getValue().path("top");
            JsonNode other = given.get(picture.getKey()).path("top");
            if (top.isEmpty() || top.size() != other.size()) {
                return fail("%s: %s, not %s".formatted(picture.getKey(), other, top));
            }
            double apart = 0;
            for (int i = 0; i < top.size(); i++) {
                apart = Math.max(apart, apart(top.get(i), other.get(i)));
            }
            if (!(apart <= within)) {
                return fail("%s: %s, not %s".formatted(picture.getKey(), other, top));
            }
            most = Math.max(most, apart);
            equal += apart == 0 ? 1 : 0;
        }
        System.out.printf(
                "%d pictures: the same classes in the same order; of %d the probabilities are equal to the last digit, of the others at most %.1e apart%n",
                wanted.size(), equal, most);
        return 0;
    }

    /** How far apart the probabilities are; endless for another class. */
    private static double apart(JsonNode one, JsonNode other) {
        return one.path("class").equals(other.path("class"))
                ? Math.abs(
                        one.path("probability").doubleValue()
                                - other.path("probability").doubleValue())
                : Double.POSITIVE_INFINITY;
    }

    private static Map<String, JsonNode> byPicture(Path lines) throws IOException {
        Map<String, JsonNode> answers = new TreeMap<>();
        for (String line : Files.readAllLines(lines)) {
            JsonNode answer = JSON.readTree(line);
            String id = answer.path("id").asText();
            answers.put(id.substring(id.lastIndexOf('/') + 1), answer);
        }
        return answers;
    }

    private static int fail(String message) {
        System.err.println(message);
        return 1;
    }
}
