package org.decnn.job.kafka;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.decnn.job.UsageException;
import org.decnn.job.testing.SmallModel;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.topology.SplitOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords stay in the file of each machine, and nothing that travels has them. */
class PropertiesFileTest {

    private static final String SECRET = "correct-horse-battery";

    @TempDir private Path folder;

    @Test
    void whatIsSecretOrUnknownIsReferredToAndTheRestTravels() throws IOException {
        Path file =
                write(
                        "security.protocol=SASL_SSL",
                        "ssl.truststore.password=" + SECRET,
                        "sasl.jaas.config=" + SECRET,
                        "partition.discovery.interval.ms=1000",
                        "a.plugins.own=" + SECRET);

        Properties read = new PropertiesFile(file).read();

        assertThat(read)
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("partition.discovery.interval.ms", "1000")
                .containsEntry("a.plugins.own", "${decnn:" + file + ":a.plugins.own}")
                .hasSize(5);
        assertThat(read.toString()).doesNotContain(SECRET);
    }

    @Test
    void noPasswordIsInTheJobGraph() throws Exception {
        Path file = write("ssl.truststore.password=" + SECRET, "security.protocol=SSL");
        SmallModel model = SmallModel.split(SmallNetworks.denseChain(1), 2, folder);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        new KafkaClassification(
                        options(new PropertiesFile(file).read()), SplitOptions.onDevices(2), 1)
                .addTo(environment, model.directory());

        byte[] travels =
                InstantiationUtil.serializeObject(environment.getStreamGraph(false).getJobGraph());

        assertThat(new String(travels, ISO_8859_1))
                .contains("ssl.truststore.password", file.toString())
                .doesNotContain(SECRET);
    }

    @Test
    void aClientReadsThemWhereItIs() throws IOException {
        Path file = write("ssl.key.password=" + SECRET, "a.plugins.own=" + SECRET);
        Properties client = options(new PropertiesFile(file).read()).clientProperties();

        ConsumerConfig made = consumer(client);

        assertThat(made.getPassword("ssl.key.password")).isEqualTo(new Password(SECRET));
        assertThat(made.originals()).containsEntry("a.plugins.own", SECRET);
    }

    @Test
    void aMachineWithoutTheFileOrItsPropertySaysSo() throws IOException {
        Path file = write("ssl.key.password=" + SECRET);
        Properties client = options(new PropertiesFile(file).read()).clientProperties();

        Files.writeString(file, "ssl.key=" + SECRET);
        assertThatThrownBy(() -> consumer(client))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(file + " on this machine has no ssl.key.password")
                .hasMessageNotContaining(SECRET);
        Files.delete(file);
        assertThatThrownBy(() -> consumer(client))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(
                        file
                                + ", Kafka's properties, cannot be read on this machine (NoSuchFileException): put it there");
    }

    @Test
    void aFileThatIsNoneIsRefused() throws IOException {
        Path missing = folder.resolve("missing.properties");
        Path broken = write("ssl.key.password=\\u12");

        assertThatThrownBy(() -> new PropertiesFile(missing).read())
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(
                        "--properties " + missing + " cannot be read (there is none): give a ");
        assertThatThrownBy(() -> new PropertiesFile(folder).read())
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("--properties " + folder + " cannot be read");
        assertThatThrownBy(() -> new PropertiesFile(broken).read())
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("--properties " + broken + " cannot be read");
        assertThatThrownBy(() -> new PropertiesFile(folder.resolve("a:b")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("has a ':'");
    }

    @Test
    void aFileThatEveryUserMayReadIsRemarkedOn() throws IOException {
        Path file = write("ssl.key.password=" + SECRET);

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(new PropertiesFile(file).remark())
                .hasValueSatisfying(line -> assertThat(line).endsWith("chmod o-r " + file));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(new PropertiesFile(file).remark()).isEmpty();
    }

    private Path write(String... lines) throws IOException {
        return Files.writeString(folder.resolve("kafka.properties"), String.join("\n", lines));
    }

    private static ConsumerConfig consumer(Properties client) {
        client.put("key.deserializer", ByteArrayDeserializer.class);
        client.put("value.deserializer", ByteArrayDeserializer.class);
        return new ConsumerConfig(client);
    }

    private static KafkaOptions options(Properties properties) {
        return new KafkaOptions(
                "127.0.0.1:9092",
                "images",
                "predictions",
                "dead",
                "group",
                ValueFormat.AVRO,
                DeliveryGuarantee.EXACTLY_ONCE,
                "prefix",
                properties);
    }
}
