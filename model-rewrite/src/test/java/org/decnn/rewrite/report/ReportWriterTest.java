package org.decnn.rewrite.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.decnn.model.network.Network;
import org.decnn.model.network.TensorShape;
import org.decnn.model.testing.NetworkSketch;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The page of two small networks, the rewritten one with notes and both evaluated. */
class ReportWriterTest {

    @TempDir private static Path folder;
    private static Comparison comparison;
    private static String html;
    private static JsonNode json;

    @BeforeAll
    static void writeReport() throws IOException {
        Path original = ReportFiles.network(folder, SmallNetworks.denseResidual(1));
        Path rewritten =
                ReportFiles.network(folder, SmallNetworks.groupedResidual(1), ReportFiles.NOTES);
        Path evaluation = ReportFiles.evaluation(folder, original.toString(), rewritten.toString());
        comparison = compare(original, rewritten, EvaluationFile.read(evaluation));
        Path page = folder.resolve("new/report.html");
        Path figures = folder.resolve("new/report.json");
        ReportWriter.writeHtml(comparison, page);
        ReportWriter.writeJson(comparison, figures);
        html = Files.readString(page);
        json = new ObjectMapper().readTree(figures.toFile());
    }

    @Test
    void thePageIsWellFormed() throws Exception {
        Document page = parse(html);

        assertThat(page.getDocumentElement().getTagName()).isEqualTo("html");
        // Six charts of splits, one of exchanges, one of kept energy.
        assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(8);
    }

    @Test
    void thePageNeedsNothingFromElsewhereAndRunsNothing() throws Exception {
        NodeList elements = parse(html).getElementsByTagName("*");
        for (int i = 0; i < elements.getLength(); i++) {
            Element element = (Element) elements.item(i);
            assertThat(element.getTagName()).isNotIn("script", "link", "img", "iframe", "object");
            for (String attribute : List.of("src", "href", "xlink:href")) {
                assertThat(element.getAttribute(attribute)).doesNotContain(":", "//");
            }
        }
        assertThat(html).doesNotContain("@import").doesNotContainPattern("url\\((?!#)");
    }

    @Test
    void noTwoElementsHaveOneId() throws Exception {
        NodeList elements = parse(html).getElementsByTagName("clipPath");
        List<String> ids =
                IntStream.range(0, elements.getLength())
                        .mapToObj(i -> ((Element) elements.item(i)).getAttribute("id"))
                        .toList();

        assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void thePageShowsTheFiguresOfTheJson() {
        for (String network : List.of("original", "rewritten")) {
            JsonNode totals = json.get(network);
            assertThat(html)
                    .contains(totals.get("name").asText())
                    .contains(Figures.count(totals.get("parameters").asLong()))
                    .contains(Figures.macs(totals.get("macs").asLong()))
                    .contains(Figures.bytes(totals.get("weightBytesPerDevice").asLong()))
                    .contains(Figures.bytes(totals.get("activationBytesPerDevice").asLong()))
                    .contains(Figures.bytes(totals.get("exchangeBytes").asLong()))
                    .contains(Figures.percent(totals.get("accuracy").get("top1").asDouble()));
            for (JsonNode time : totals.get("times")) {
                assertThat(html)
                        .contains(Figures.milliseconds(time.get("imageMs").asDouble()))
                        .contains(Figures.milliseconds(time.get("latencyMs").asDouble()));
            }
        }
        for (JsonNode layer : json.get("layers")) {
            assertThat(html.replace("<wbr/>", "")).contains(layer.get("name").asText());
        }
    }

    @Test
    void theJsonHoldsTheComparison() {
        assertThat(json.get("setting").get("devices").asInt()).isEqualTo(4);
        assertThat(json.get("rewritten").get("parameters").asLong())
                .isEqualTo(comparison.rewritten().parameters());
        assertThat(json.get("rewritten").get("splits").get(2).get("exchangeBytes").asLong())
                .isEqualTo(comparison.rewritten().exchangeBytes());
        assertThat(json.get("mcNemarP").asDouble()).isEqualTo(0.0125);
        assertThat(json.get("notes").get("width").asDouble()).isEqualTo(1.75);
        assertThat(json.get("layers")).hasSize(comparison.layers().size());
    }

    @Test
    void whatIsNotKnownIsSaidAndNotShown() throws IOException {
        Path original = ReportFiles.network(folder, SmallNetworks.denseResidual(1));
        Path rewritten = ReportFiles.network(folder, SmallNetworks.groupedResidual(1));

        String page = new ReportPage(compare(original, rewritten, EvaluationFile.none())).html();

        assertThat(page)
                .contains("not evaluated")
                .contains("was kept is not known")
                .doesNotContain("kept energy", "McNemar");
    }

    @Test
    void namesAreText() throws Exception {
        NetworkSketch net = new NetworkSketch("odd", 1, TensorShape.image(3, 8, 8));
        String x = net.conv("<b>&\"conv\"", 8, 1, 3, 1, Network.INPUT);
        Path odd = ReportFiles.network(folder, net.network(net.classifier(10, x)));

        String page = new ReportPage(compare(odd, odd, EvaluationFile.none())).html();

        assertThat(parse(page).getElementsByTagName("b").getLength()).isEqualTo(6);
    }

    private static Comparison compare(Path original, Path rewritten, EvaluationFile evaluation) {
        return new Comparer(
                        new Comparison.Setting(4, 20, List.of(10., 100., 1000.)),
                        evaluation,
                        OptionalInt.empty())
                .compare(original, rewritten);
    }

    private static Document parse(String page) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(page)));
    }
}
