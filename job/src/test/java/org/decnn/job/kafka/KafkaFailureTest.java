package org.decnn.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

/** A failure of a client is told with what can be done about it. */
class KafkaFailureTest {

    @Test
    void whoMayNotIsToldWhereRightsAreGiven() {
        assertThat(explained(new TopicAuthorizationException(Set.of("images"))))
                .contains("images", "kafka-acls.sh --add");
    }

    @Test
    void aRefusedLoginIsToldWithItsProperties() {
        assertThat(explained(new SaslAuthenticationException("invalid credentials")))
                .startsWith("invalid credentials: ")
                .contains("sasl.jaas.config");
        assertThat(explained(new SslAuthenticationException("SSL handshake failed")))
                .startsWith("SSL handshake failed: ")
                .contains("ssl.truststore.location");
    }

    @Test
    void aWrongAddressIsToldFromAWrongProperty() {
        assertThat(explained(new ConfigException("Invalid url in bootstrap.servers: localhost")))
                .endsWith("give HOST:PORT");
        assertThat(explained(new ConfigException("No such security.protocol")))
                .endsWith("give another --property, or --properties FILE");
    }

    private static String explained(Exception failure) {
        return KafkaFailure.explained("127.0.0.1:9092", new ExecutionException(failure));
    }
}
