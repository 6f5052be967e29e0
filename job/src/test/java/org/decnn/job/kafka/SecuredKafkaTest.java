package org.decnn.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.decnn.job.UsageException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Brokers with TLS and logins: how they are reached, and what is said where they are not. */
@Tag("integration")
class SecuredKafkaTest {

    private static final TopicCheck CHECK = new TopicCheck(Duration.ofSeconds(10), true, 0, 1000);
    private static final TopicCheck BRIEF = new TopicCheck(Duration.ofSeconds(2), true, 0, 1000);

    @TempDir private static Path folder;
    private static SecuredKafka kafka;

    @BeforeAll
    static void startKafka() throws Exception {
        kafka = SecuredKafka.start(folder);
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @ParameterizedTest
    @EnumSource
    void brokersOfEachProtocolAreReachedByAFile(SecurityProtocol protocol) throws Exception {
        KafkaOptions options =
                options(protocol, file(kafka.client(protocol, SecuredKafka.USER)).read());
        kafka.kafka().createTopic(options.imagesTopic(), 2);

        assertThat(CHECK.check(options)).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0} at a listener of {1}")
    @CsvSource({
        "PLAINTEXT, SSL",
        "PLAINTEXT, SASL_PLAINTEXT",
        "PLAINTEXT, SASL_SSL",
        "SSL, PLAINTEXT",
        "SSL, SASL_PLAINTEXT",
        "SSL, SASL_SSL",
        "SASL_PLAINTEXT, PLAINTEXT",
        "SASL_PLAINTEXT, SSL",
        "SASL_PLAINTEXT, SASL_SSL",
        "SASL_SSL, PLAINTEXT",
        "SASL_SSL, SSL",
        "SASL_SSL, SASL_PLAINTEXT"
    })
    void anotherSecurityProtocolIsNamed(SecurityProtocol spoken, SecurityProtocol wanted)
            throws Exception {
        KafkaOptions options =
                options(wanted, file(kafka.client(spoken, SecuredKafka.USER)).read());

        assertThatThrownBy(() -> BRIEF.check(options))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(
                        "the listener at %s speaks %s, not %s: give security.protocol=%s",
                        kafka.addresses().get(wanted), wanted, spoken, wanted)
                .hasMessageEndingWith("in --properties FILE");
    }

    @Test
    void aWrongPasswordIsNamedAndNotShown() throws Exception {
        Map<String, String> client =
                new HashMap<>(kafka.client(SecurityProtocol.SASL_SSL, SecuredKafka.USER));
        client.compute("sasl.jaas.config", (key, value) -> value.replace("horse", "mule"));
        KafkaOptions options = options(SecurityProtocol.SASL_SSL, file(client).read());

        assertThatThrownBy(() -> CHECK.check(options))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("Authentication failed")
                .hasMessageContaining("sasl.jaas.config in --properties FILE")
                .hasMessageNotContaining("mule");
    }

    @Test
    void whoHasNoRightsIsToldWhereTheyAreGiven() throws Exception {
        KafkaOptions options =
                options(
                        SecurityProtocol.SASL_SSL,
                        file(kafka.client(
                                        SecurityProtocol.SASL_SSL,
                                        SecuredKafka.USER_WITHOUT_RIGHTS))
                                .read());
        kafka.kafka().createTopic("denied-images", 1);

        assertThatThrownBy(() -> CHECK.check(named(options, "denied")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("denied-images")
                .hasMessageContaining("kafka-acls.sh --add")
                .hasMessageNotContaining("\n");
    }

    private static PropertiesFile file(Map<String, String> properties) throws Exception {
        Path file = Files.createTempFile(folder, "kafka", ".properties");
        Files.writeString(
                file,
                properties.entrySet().stream()
                        .map(property -> property.getKey() + "=" + property.getValue())
                        .collect(Collectors.joining("\n")));
        return new PropertiesFile(file);
    }

    private static KafkaOptions options(SecurityProtocol listener, Properties properties) {
        String name = "secured-" + listener;
        return named(
                new KafkaOptions(
                        kafka.addresses().get(listener),
                        name + "-images",
                        name + "-predictions",
                        name + "-dead",
                        name,
                        ValueFormat.AVRO,
                        DeliveryGuarantee.EXACTLY_ONCE,
                        name,
                        properties),
                name);
    }

    private static KafkaOptions named(KafkaOptions options, String name) {
        return new KafkaOptions(
                options.brokers(),
                name + "-images",
                name + "-predictions",
                name + "-dead",
                name,
                ValueFormat.AVRO,
                DeliveryGuarantee.EXACTLY_ONCE,
                name,
                options.properties());
    }
}
