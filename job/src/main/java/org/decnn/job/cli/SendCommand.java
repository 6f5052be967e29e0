package org.decnn.job.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.decnn.job.UsageException;
import org.decnn.job.demo.ImageTopic;
import org.decnn.job.kafka.TopicCreation;
import org.decnn.operators.image.DecodeLimits;
import org.decnn.operators.image.LeftOut;
import org.decnn.operators.image.PictureFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code decnn send}: pictures into the topic that a job reads. */
@Command(
        name = "send",
        header = "Send pictures to a topic of images.",
        description = "Send pictures to the topic that a job reads, and wait until Kafka has them.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class SendCommand implements Callable<Integer> {

    private static final Duration LINGER = Duration.ofMillis(5);

    @Parameters(
            arity = "1..*",
            paramLabel = "INPUT",
            description =
                    "Pictures, or folders of them at any depth. A picture's id is its path in the folder, else its name.")
    private List<Path> inputs;

    @Mixin private BrokerOptions brokers;

    @Option(
            names = "--images",
            paramLabel = "TOPIC",
            defaultValue = "images",
            description = "Topic of images. Default: ${DEFAULT-VALUE}.")
    private String topic;

    @Option(
            names = "--max-bytes",
            paramLabel = "N",
            description = "Largest encoded picture (default: " + (16 << 20) + ").")
    private long maxBytes = DecodeLimits.DEFAULT.maxBytes();

    @Spec private CommandSpec spec;

    private final LeftOut leftOut = new LeftOut();
    private int sent;

    @Override
    public Integer call() throws Exception {
        for (Path input : inputs) {
            if (!Files.isReadable(input)) {
                throw new UsageException(
                        input
                                + (Files.exists(input)
                                        ? " cannot be read: check its permissions"
                                        : " does not exist: give a picture or a folder of pictures"));
            }
        }
        TopicCreation.require(brokers.brokers(), brokers.client(), topic);
        try (Interruption interruption = Interruption.ofThisThread();
                ImageTopic images =
                        new ImageTopic(
                                brokers.brokers(), topic, maxBytes, LINGER, brokers.client())) {
            for (Path input : inputs) {
                if (Files.isDirectory(input)) {
                    sendFolder(input, images);
                } else {
                    send(input, input.getFileName().toString(), images);
                }
            }
            images.flush();
        }
        PrintWriter err = spec.commandLine().getErr();
        leftOut.lines().forEach(line -> err.println("decnn: " + line));
        err.flush();
        if (sent == 0) {
            throw new UsageException(
                    "no pictures in %s: give JPEG, PNG, GIF, BMP or WebP files"
                            .formatted(
                                    String.join(
                                            ", ", inputs.stream().map(Path::toString).toList())));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%d sent to topic '%s' on %s%n", sent, topic, brokers.brokers());
        out.flush();
        return 0;
    }

    private void sendFolder(Path folder, ImageTopic images) throws IOException {
        PictureFolder found = PictureFolder.at(folder);
        for (Path file : found.pictures()) {
            send(file, folder.relativize(file).toString(), images);
        }
        leftOut.add("its name is not a picture's", found.others());
        leftOut.addUnreadIn(found);
    }

    private void send(Path file, String id, ImageTopic images) throws IOException {
        images.send(id, Files.readAllBytes(file));
        sent++;
    }
}
