package org.decnn.job.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.decnn.job.local.LocalCluster;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.topology.SplitOptions;

/**
 * A process that sends many images through a split network, and prints how much of it is resident,
 * in KiB, after each part of them: MODEL_DIR DEVICES IMAGES PARTS SCRATCH.
 */
public final class ManyImages {

    private ManyImages() {}

    public static void main(String[] args) throws Exception {
        ModelDirectory directory = ModelDirectory.open(new LocalModelFiles(Path.of(args[0])));
        int devices = Integer.parseInt(args[1]);
        int images = Integer.parseInt(args[2]);
        int part = images / Integer.parseInt(args[3]);
        try (LocalCluster cluster =
                LocalCluster.start(devices, SmallModel.NETWORK, Path.of(args[4]))) {
            StreamExecutionEnvironment environment = cluster.environment();
            SplitOptions options = SplitOptions.onDevices(devices);
            try (CloseableIterator<ClassifiedImage> answers =
                    NumberedImages.classified(environment, directory, options, images)
                            .executeAndCollect()) {
                for (int answered = 1; answers.hasNext(); answered++) {
                    answers.next();
                    if (answered % part == 0) {
                        System.gc();
                        System.out.println(residentKibibytes());
                    }
                }
            }
        }
    }

    private static long residentKibibytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
