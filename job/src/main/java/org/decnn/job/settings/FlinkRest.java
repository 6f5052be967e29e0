package org.decnn.job.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.runtime.net.SSLUtils;
import org.decnn.job.UsageException;

/** The REST interface of a Flink cluster that runs. */
public final class FlinkRest {

    static final Duration PATIENCE = Duration.ofSeconds(3);

    private final HttpClient client;
    private final ObjectMapper json = new ObjectMapper();
    private final String address;

    public FlinkRest(String webAddress) {
        this(webAddress, HttpClient.newBuilder());
    }

    private FlinkRest(String webAddress, HttpClient.Builder client) {
        this.address = webAddress;
        this.client = client.connectTimeout(PATIENCE).build();
    }

    /**
     * The cluster that a client's configuration names, if it names one that runs already.
     *
     * @throws UsageException if the configuration's keys for TLS cannot be used
     */
    public static Optional<FlinkRest> reachedBy(ReadableConfig client) {
        boolean standing =
                client.getOptional(DeploymentOptions.TARGET).filter("remote"::equals).isPresent()
                        && client.getOptional(RestOptions.ADDRESS).isPresent();
        if (!standing) {
            return Optional.empty();
        }
        String authority = client.get(RestOptions.ADDRESS) + ":" + client.get(RestOptions.PORT);
        return Optional.of(
                client.get(SecurityOptions.SSL_REST_ENABLED)
                        ? new FlinkRest(
                                "https://" + authority,
                                HttpClient.newBuilder().sslContext(tls(client)))
                        : new FlinkRest("http://" + authority));
    }

    /** As Flink's own client has it. */
    private static SSLContext tls(ReadableConfig client) {
        try {
            return SSLUtils.createRestSSLContext(Configuration.fromMap(client.toMap()), true);
        } catch (Exception e) {
            throw new UsageException(
                    "security.ssl.rest of config.yaml cannot be used (%s): see its keystore and truststore"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    /**
     * @throws IOException if it does not answer, or not with what is asked for
     */
    public JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response =
                client.send(
                        HttpRequest.newBuilder(URI.create(address + path))
                                .timeout(PATIENCE)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(address + path + " answers " + response.statusCode());
        }
        return json.readTree(response.body());
    }
}
