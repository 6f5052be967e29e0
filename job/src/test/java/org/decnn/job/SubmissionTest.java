package org.decnn.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;

/** What keeps Flink from taking a job is one line with the remedy. */
class SubmissionTest {

    @Test
    void filesThatFlinkCannotKeepAreToldWithTheFolder() throws Exception {
        assertRefused(
                "{\"errors\":[\"File upload failed.\"]}", "File upload failed", "flink-web-upload");
    }

    @Test
    void ofTheServersStackTraceTheLastCauseIsTold() throws Exception {
        assertRefused(
                "{\"errors\":[\"Internal server error.\",\"<Exception on server side:\\n"
                        + "java.lang.RuntimeException: outer\\n\\tat a.b(C.java:1)\\n"
                        + "Caused by: java.io.IOException: No space left on device\\n"
                        + "\\tat d.e(F.java:2)\\nEnd of exception on server side>\"]}",
                "(java.io.IOException: No space left on device)",
                "see the JobManager's log");
    }

    private static void assertRefused(String answer, String thing, String remedy)
            throws IOException {
        HttpServer flink =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        flink.createContext(
                "/",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    byte[] body = answer.getBytes(UTF_8);
                    exchange.getResponseHeaders().add("Content-Type", "application/json");
                    exchange.sendResponseHeaders(500, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        flink.start();
        try {
            assertOneLine(flink.getAddress().getPort(), thing, remedy);
        } finally {
            flink.stop(0);
        }
    }

    @Test
    void aClusterThatDoesNotAnswerIsNamedWithTheOptionToGive() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }

        assertOneLine(closed, "no Flink answers at localhost:" + closed, "flink run -m HOST:PORT");
    }

    private static void assertOneLine(int port, String thing, String remedy) {
        Configuration once = new Configuration().set(RestOptions.RETRY_MAX_ATTEMPTS, 0);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createRemoteEnvironment("localhost", port, once);
        environment.fromSequence(1, 2).sinkTo(new DiscardingSink<>());

        assertThatThrownBy(() -> Submission.start(environment, "job"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("localhost:" + port)
                .hasMessageContaining(thing)
                .hasMessageContaining(remedy)
                .hasMessageNotContaining("\n");
    }
}
