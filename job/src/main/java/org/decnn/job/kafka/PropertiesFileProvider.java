package org.decnn.job.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigData;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.provider.ConfigProvider;

/**
 * What Kafka's clients ask for the values behind references to a properties file (KIP-421), each on
 * its own machine. Unlike Kafka's own provider it leaves no reference unresolved, which a client
 * would take for the password.
 */
public final class PropertiesFileProvider implements ConfigProvider {

    private static final String NAME = "decnn";
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{" + NAME + ":[^:}]+:[^:}]+}");

    static String reference(String path, String key) {
        return "${" + NAME + ":" + path + ":" + key + "}";
    }

    static boolean isReference(String value) {
        return REFERENCE.matcher(value).matches();
    }

    /** Lets a client that is made with these properties resolve the references among them. */
    static void serve(Properties client) {
        boolean needed =
                client.values().stream()
                        .anyMatch(value -> value instanceof String text && isReference(text));
        if (needed) {
            client.setProperty(AbstractConfig.CONFIG_PROVIDERS_CONFIG, NAME);
            client.setProperty(
                    AbstractConfig.CONFIG_PROVIDERS_CONFIG + "." + NAME + ".class",
                    PropertiesFileProvider.class.getName());
        }
    }

    @Override
    public ConfigData get(String path, Set<String> keys) {
        Properties there = read(path);
        Map<String, String> values = new HashMap<>();
        for (String key : keys) {
            String value = there.getProperty(key);
            if (value == null) {
                throw new ConfigException(
                        "%s on this machine has no %s: give it the properties that it has where the job was submitted"
                                .formatted(path, key));
            }
            values.put(key, value);
        }
        return new ConfigData(values);
    }

    @Override
    public ConfigData get(String path) {
        Properties there = read(path);
        return get(path, there.stringPropertyNames());
    }

    private static Properties read(String path) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(path))) {
            properties.load(reader);
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            // Not the cause: what cannot be parsed may be quoted in it.
            throw new ConfigException(
                    "%s, Kafka's properties, cannot be read on this machine (%s): put it there as where the job was submitted, readable for Flink's user"
                            .formatted(path, e.getClass().getSimpleName()));
        }
    }

    @Override
    public void configure(Map<String, ?> configs) {}

    @Override
    public void close() {}
}
