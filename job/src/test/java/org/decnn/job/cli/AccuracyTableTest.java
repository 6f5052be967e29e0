package org.decnn.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.IntStream;
import org.decnn.rewrite.evaluate.Comparison;
import org.decnn.rewrite.evaluate.Evaluation;
import org.junit.jupiter.api.Test;

class AccuracyTableTest {

    @Test
    void figuresStandUnderTheirHeadings() {
        int[] labels = {0, 0, 0, 1};
        Evaluation a =
                new Evaluation("a.onnx", List.of("cat", "dog"), labels, new int[] {0, 0, 1, 0}, 4);
        Evaluation b =
                new Evaluation("bb.onnx", List.of("cat", "dog"), labels, new int[] {0, 0, 0, 0}, 4);
        assertThat(printed(a, b))
                .containsExactly(
                        "4 pictures  top-1 (95 % interval)    top-5 (95 % interval)",
                        "1  a.onnx   50.00 % (15.00–85.00)  100.00 % (51.01–100.00)",
                        "2  bb.onnx  75.00 % (30.06–95.44)  100.00 % (51.01–100.00)",
                        "",
                        "top-1         1         2",
                        "cat     66.67 %  100.00 %",
                        "dog      0.00 %    0.00 %",
                        "",
                        "1 and 2: 0 pictures only 1 has right, 1 only 2 has right: p = 1.0"
                                + " (McNemar's test, exact)");
    }

    @Test
    void ofManyClassesTheLeastAccurateAreShown() {
        List<String> classes = IntStream.range(0, 25).mapToObj(i -> "class-" + i).toList();
        int[] labels = IntStream.range(0, 24).toArray();
        int[] predicted = labels.clone();
        predicted[23] = 0;
        List<String> lines = printed(new Evaluation("a", classes, labels, predicted, 24));
        assertThat(lines.get(4)).matches("class-23 +0.00 %");
        assertThat(lines).noneMatch(line -> line.startsWith("class-24")); // has no pictures
        assertThat(lines).last().asString().startsWith("(the 20 least accurate of 25 classes");
    }

    private static List<String> printed(Evaluation... evaluations) {
        StringWriter text = new StringWriter();
        PrintWriter to = new PrintWriter(text);
        new AccuracyTable(new Comparison(List.of(evaluations))).print(to);
        to.flush();
        return text.toString().lines().toList();
    }
}
