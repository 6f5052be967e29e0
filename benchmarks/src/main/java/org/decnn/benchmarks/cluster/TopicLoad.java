package org.decnn.benchmarks.cluster;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.decnn.job.cli.CommandLines;
import org.decnn.job.demo.ImageTopic;
import org.decnn.job.demo.Photographs;
import org.decnn.job.demo.Photographs.Photograph;
import org.decnn.operators.image.DecodeLimits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Sends the pictures of a folder to a topic over and over, some of them spoilt. */
@Command(
        name = "TopicLoad",
        description =
                "Send the pictures of a folder to a topic over and over, some of them spoilt.",
        mixinStandardHelpOptions = true)
public final class TopicLoad implements Callable<Integer> {

    @Option(names = "--brokers", required = true, paramLabel = "HOST:PORT")
    private String brokers;

    @Option(names = "--topic", required = true)
    private String topic;

    @Option(
            names = "--create",
            paramLabel = "PARTITIONS",
            description = "Create the topic first, with so many partitions.")
    private Integer partitions;

    @Option(names = "--pictures", required = true, paramLabel = "DIR")
    private Path pictures;

    @Option(names = "--from", paramLabel = "N", description = "Number of the first image.")
    private int from;

    @Option(names = "--count", paramLabel = "N", description = "Images to send.")
    private int count;

    @Option(
            names = "--while",
            paramLabel = "FILE",
            description = "Send as long as this file exists, in place of --count.")
    private Path whileExists;

    @Option(names = "--per-second", paramLabel = "N", description = "Images a second, at most.")
    private double perSecond = Double.POSITIVE_INFINITY;

    @Option(
            names = "--spoilt-every",
            paramLabel = "N",
            defaultValue = "10",
            description = "Which images are spoilt; 0: none. Default: ${DEFAULT-VALUE}.")
    private int spoiltEvery;

    @Option(
            names = "--kinds",
            paramLabel = "N",
            defaultValue = "4",
            description = "In how many ways they are spoilt, of 23. Default: ${DEFAULT-VALUE}.")
    private int kinds;

    @Option(
            names = "--sent",
            required = true,
            paramLabel = "FILE",
            description = "Where to note what was sent.")
    private Path sent;

    @Option(names = "--verbose")
    private boolean verbose;

    public static void main(String[] args) {
        System.exit(CommandLines.of(new TopicLoad()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        if (partitions != null) {
            createTopic();
        }
        List<Photograph> photographs = Photographs.in(pictures).pictures();
        long start = System.nanoTime();
        try (BufferedWriter note = Files.newBufferedWriter(sent);
                ImageTopic images =
                        new ImageTopic(
                                brokers, topic, DecodeLimits.DEFAULT.maxBytes(), Duration.ZERO)) {
            for (int i = 0; goesOn(i); i++) {
                long due = start + (long) (i / perSecond * 1e9);
                Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
                int number = from + i;
                note.write(send(number, photographs.get(number % photographs.size()), images));
                note.newLine();
                note.flush();
            }
            images.flush();
        }
        return 0;
    }

    private boolean goesOn(int sent) {
        return whileExists == null ? sent < count : Files.exists(whileExists);
    }

    private void createTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) brokers))) {
            admin.createTopics(
                            List.of(
                                    new NewTopic(topic, Optional.of(partitions), Optional.empty())
                                            .configs(
                                                    ImageTopic.settings(
                                                            DecodeLimits.DEFAULT.maxBytes()))))
                    .all()
                    .get();
        }
    }

    /** Returns the line that notes it. */
    private String send(int number, Photograph picture, ImageTopic images) throws IOException {
        String id = picture.name() + "#" + number;
        if (spoiltEvery == 0 || number % spoiltEvery != 0) {
            images.send(id, picture.content());
            return new SentImage(id, picture.name(), "").line();
        }
        Spoilt kind = Spoilt.values()[number / spoiltEvery % kinds];
        images.sendValue(null, id, kind.valueOf(id, picture.content()));
        return new SentImage(id, "", kind.reason().name()).line();
    }
}
