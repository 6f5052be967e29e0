package org.decnn.rewrite.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.decnn.model.network.Network;
import org.decnn.model.onnx.OnnxWriter;
import org.decnn.rewrite.decouple.RewriteRecord;

/** Files that a report is made from. */
final class ReportFiles {

    static final String NOTES =
            """
            {"groups": 4, "width": 1.75, "shuffles": "stages", "rounded": ["stem: 17 to 20"],
             "more": 1,
             "layers": [{"name": "body.2.conv", "keptEnergy": 0.625,
                         "errorBefore": 0.5, "errorAfter": 0.25}]}
            """;

    private ReportFiles() {}

    static Path network(Path folder, Network network) throws IOException {
        return Files.write(folder.resolve(network.name() + ".onnx"), OnnxWriter.write(network));
    }

    static Path network(Path folder, Network network, String notes) throws IOException {
        return Files.write(
                folder.resolve(network.name() + "-noted.onnx"),
                OnnxWriter.write(network, Map.of(RewriteRecord.KEY, notes)));
    }

    static Path evaluation(Path folder, String first, String second) throws IOException {
        return Files.writeString(
                folder.resolve("evaluation.json"),
                """
                {"data": "test.bin", "images": 10000, "networks": [
                  {"network": "%1$s",
                   "top1": {"correct": 9173, "accuracy": 0.9173, "low": 0.9117, "high": 0.9225},
                   "top5": {"correct": 9975, "accuracy": 0.9975, "low": 0.9963, "high": 0.9983}},
                  {"network": "%2$s",
                   "top1": {"correct": 8839, "accuracy": 0.8839, "low": 0.8775, "high": 0.8900},
                   "top5": {"correct": 9950, "accuracy": 0.9950, "low": 0.9934, "high": 0.9962}}],
                 "pairs": [{"first": "%1$s", "second": "%2$s",
                            "onlyFirst": 3, "onlySecond": 1, "p": 0.0125}]}
                """
                        .formatted(first, second));
    }
}
