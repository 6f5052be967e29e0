package org.decnn.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.decnn.job.local.LocalKafka;

/**
 * A broker with a listener for each security protocol. Its certificate is for 127.0.0.1; SSL alone
 * asks for the client's. Two may log in, and one of them has no rights.
 */
record SecuredKafka(LocalKafka kafka, Map<SecurityProtocol, String> addresses, Path keystore)
        implements AutoCloseable {

    static final String PASSWORD = "correct-horse-battery";
    static final String USER = "decnn";
    static final String USER_WITHOUT_RIGHTS = "guest";

    static SecuredKafka start(Path folder) throws Exception {
        Path keystore = keystore(folder);
        Map<SecurityProtocol, String> addresses = new EnumMap<>(SecurityProtocol.class);
        Map<String, String> broker = new HashMap<>();
        for (SecurityProtocol protocol : SecurityProtocol.values()) {
            if (protocol != SecurityProtocol.PLAINTEXT) {
                addresses.put(protocol, freeAddress());
            }
        }
        broker.put(
                "listeners",
                addresses.entrySet().stream()
                        .map(listener -> listener.getKey() + "://" + listener.getValue())
                        .collect(Collectors.joining(",")));
        broker.put(
                "listener.security.protocol.map",
                "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,"
                        + addresses.keySet().stream()
                                .map(protocol -> protocol + ":" + protocol)
                                .collect(Collectors.joining(",")));
        broker.put("ssl.keystore.location", keystore.toString());
        broker.put("ssl.keystore.password", PASSWORD);
        broker.put("ssl.truststore.location", keystore.toString());
        broker.put("ssl.truststore.password", PASSWORD);
        broker.put("listener.name.ssl.ssl.client.auth", "required");
        broker.put("sasl.enabled.mechanisms", "PLAIN");
        for (SecurityProtocol protocol : addresses.keySet()) {
            if (protocol.name.startsWith("SASL")) {
                broker.put(
                        "listener.name.%s.plain.sasl.jaas.config"
                                .formatted(protocol.name.toLowerCase(Locale.ROOT)),
                        login("user_" + USER, "user_" + USER_WITHOUT_RIGHTS));
            }
        }
        broker.put(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        broker.put("super.users", "User:ANONYMOUS;User:CN=127.0.0.1;User:" + USER);
        LocalKafka kafka =
                LocalKafka.start(Files.createDirectory(folder.resolve("broker")), broker);
        addresses.put(SecurityProtocol.PLAINTEXT, kafka.bootstrapServers());
        return new SecuredKafka(kafka, addresses, keystore);
    }

    /** What a client needs to read and write there. */
    Map<String, String> client(SecurityProtocol protocol, String user) {
        Map<String, String> client = new HashMap<>();
        client.put("security.protocol", protocol.name);
        if (protocol.name.endsWith("SSL")) {
            client.put("ssl.truststore.location", keystore.toString());
            client.put("ssl.truststore.password", PASSWORD);
        }
        if (protocol == SecurityProtocol.SSL) {
            client.put("ssl.keystore.location", keystore.toString());
            client.put("ssl.keystore.password", PASSWORD);
        }
        if (protocol.name.startsWith("SASL")) {
            client.put("sasl.mechanism", "PLAIN");
            client.put(
                    "sasl.jaas.config",
                    "%s username=\"%s\" password=\"%s\";".formatted(MODULE, user, PASSWORD));
        }
        return client;
    }

    private static final String MODULE =
            "org.apache.kafka.common.security.plain.PlainLoginModule required";

    private static String login(String... users) {
        StringBuilder login = new StringBuilder(MODULE);
        for (String user : users) {
            login.append(" %s=\"%s\"".formatted(user, PASSWORD));
        }
        return login + ";";
    }

    private static Path keystore(Path folder) throws IOException, InterruptedException {
        Path keystore = folder.resolve("keystore.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keystore",
                                keystore.toString(),
                                "-storepass",
                                PASSWORD,
                                "-alias",
                                "broker",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=127.0.0.1",
                                "-ext",
                                "SAN=ip:127.0.0.1")
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException(said);
        }
        return keystore;
    }

    private static String freeAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        kafka.close();
    }
}
