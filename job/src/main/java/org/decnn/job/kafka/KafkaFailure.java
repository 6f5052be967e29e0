package org.decnn.job.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/** What a failure of a Kafka client means to who started it: what is wrong, and the remedy. */
public final class KafkaFailure {

    private static final int PROBE_MILLIS = 1000;

    /** What a client says beside security.protocol. */
    private static final Map<SecurityProtocol, String> NEEDS =
            Map.of(
                    SecurityProtocol.PLAINTEXT, "",
                    SecurityProtocol.SSL, " and ssl.truststore.location",
                    SecurityProtocol.SASL_PLAINTEXT, ", sasl.mechanism and sasl.jaas.config",
                    SecurityProtocol.SASL_SSL,
                            ", ssl.truststore.location, sasl.mechanism and sasl.jaas.config");

    private KafkaFailure() {}

    /**
     * The failure in a line.
     *
     * @param brokers host:port, comma separated
     */
    public static String explained(String brokers, Throwable failure) {
        String what = rootMessage(failure);
        if (has(failure, SslAuthenticationException.class)) {
            return what
                    + ": check security.protocol and ssl.truststore.location, and ssl.keystore.location"
                    + " where the brokers' listener asks for it, in --properties FILE";
        }
        if (has(failure, AuthenticationException.class)) {
            return what
                    + ": check security.protocol, sasl.mechanism and sasl.jaas.config in --properties"
                    + " FILE against the brokers' listener";
        }
        if (has(failure, AuthorizationException.class)) {
            return what + ": give its user the right, e.g. with kafka-acls.sh --add";
        }
        if (has(failure, InvalidTopicException.class)) {
            return what + ": give another name";
        }
        List<String> unknown = unknownHosts(brokers);
        if (has(failure, ConfigException.class) && !unknown.isEmpty()) {
            return "host "
                    + String.join(", ", unknown)
                    + " is not known on this machine: give a name or address that is, or add it to"
                    + " DNS or /etc/hosts";
        }
        if (has(failure, ConfigException.class)) {
            return what
                    + (what.contains("bootstrap.servers")
                            ? ": give HOST:PORT"
                            : ": give another --property, or --properties FILE");
        }
        return what + ": check --property and --properties, and the brokers' log";
    }

    /**
     * Why no broker answered in time, in a line: at an address where none listens, or despite one.
     */
    static String unanswered(String brokers, Duration timeout) {
        String line =
                "no Kafka broker answers at %s within %d s"
                        .formatted(brokers, Math.max(1, timeout.toSeconds()));
        List<String> unknown = unknownHosts(brokers);
        if (addresses(brokers).anyMatch(KafkaFailure::isListening)) {
            return line
                    + ", though something listens there: check that it is Kafka, that"
                    + " security.protocol fits its listener, and that this machine reaches the"
                    + " addresses in its advertised.listeners";
        }
        return line
                + ": start it, or give the address it listens on"
                + (unknown.isEmpty()
                        ? ""
                        : " (not known on this machine: " + String.join(", ", unknown) + ")");
    }

    /**
     * That a listener speaks another security protocol than the clients were told, in a line; empty
     * where none does, or none tells.
     *
     * @param protocol the clients' security.protocol
     */
    static Optional<String> otherProtocol(String brokers, SecurityProtocol protocol) {
        return addresses(brokers)
                .map(address -> otherProtocolAt(address, protocol))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> otherProtocolAt(String address, SecurityProtocol protocol) {
        return SecurityProbe.protocolAt(host(address), port(address))
                .filter(spoken -> spoken != protocol)
                .map(
                        spoken ->
                                "the listener at %s speaks %s, not %s: give security.protocol=%s%s in --properties FILE"
                                        .formatted(
                                                address,
                                                spoken,
                                                protocol,
                                                spoken,
                                                NEEDS.get(spoken)));
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .anyMatch(kind::isInstance);
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage() == null ? root : root.getMessage())
                .replaceFirst("\\.$", "");
    }

    private static Stream<String> addresses(String brokers) {
        return Arrays.stream(brokers.split(",")).map(String::strip).filter(one -> !one.isEmpty());
    }

    private static List<String> unknownHosts(String brokers) {
        return addresses(brokers).map(KafkaFailure::host).filter(KafkaFailure::isUnknown).toList();
    }

    /** Without scheme, port, and the brackets of IPv6. */
    private static String host(String address) {
        String plain = address.replaceFirst("^.*://", "");
        int colon = plain.lastIndexOf(':');
        String host = colon < 0 ? plain : plain.substring(0, colon);
        return host.replaceAll("[\\[\\]]", "");
    }

    /**
     * @throws NumberFormatException if there is none
     */
    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    private static boolean isUnknown(String host) {
        try {
            return InetAddress.getByName(host).getHostAddress().isEmpty();
        } catch (UnknownHostException e) {
            return true;
        }
    }

    private static boolean isListening(String address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host(address), port(address)), PROBE_MILLIS);
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }
}
