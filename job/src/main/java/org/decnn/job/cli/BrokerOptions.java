package org.decnn.job.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.decnn.job.UsageException;
import picocli.CommandLine.Option;

/** How a command of this machine alone reaches Kafka. */
final class BrokerOptions {

    @Option(
            names = "--brokers",
            required = true,
            paramLabel = "HOST:PORT",
            description = "Kafka bootstrap servers, comma separated.")
    private String brokers;

    @Option(
            names = "--property",
            paramLabel = "KEY=VALUE",
            description = "A Kafka client property, e.g. linger.ms=5; what is not secret.")
    private Map<String, String> properties = new LinkedHashMap<>();

    @Option(
            names = "--properties",
            paramLabel = "FILE",
            description = "A Java properties file of Kafka client properties, secret ones too.")
    private Path file;

    String brokers() {
        return brokers;
    }

    /**
     * @throws UsageException if the file cannot be read
     */
    Properties client() {
        Properties all = new Properties();
        if (file != null) {
            try (Reader reader = Files.newBufferedReader(file)) {
                all.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new UsageException(
                        "--properties %s cannot be read (%s): give a Java properties file in UTF-8"
                                .formatted(file, e.getClass().getSimpleName()));
            }
        }
        all.putAll(properties);
        return all;
    }
}
