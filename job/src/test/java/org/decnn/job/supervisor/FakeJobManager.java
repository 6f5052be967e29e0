package org.decnn.job.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.messages.FlinkJobNotFoundException;

/** Answers as Flink's REST interface does where a job's state is asked for. */
final class FakeJobManager implements AutoCloseable {

    private static final int INTERNAL_SERVER_ERROR = 500;

    final Map<JobID, JobStatus> jobs = new ConcurrentHashMap<>();

    /** In place of an answer of its own, if there is one: a status code. */
    volatile int failing;

    private final HttpServer server;

    FakeJobManager() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    Configuration configuration() {
        Configuration flink = new Configuration();
        flink.set(RestOptions.ADDRESS, server.getAddress().getAddress().getHostAddress());
        flink.set(RestOptions.PORT, server.getAddress().getPort());
        return flink;
    }

    /** Another process in its place: it knows of nothing. */
    void restart() {
        jobs.clear();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/");
        JobID job = JobID.fromHexString(path[3]);
        JobStatus state = jobs.get(job);
        int code = 200;
        String body = "{\"status\":\"" + state + "\"}";
        if (failing != 0) {
            code = failing;
            body = "{\"errors\":[\"no leader\"]}";
        } else if (path[4].equals("execution-result")) {
            body = "{\"status\":{\"id\":\"COMPLETED\"}}";
        } else if (state == null) {
            code = INTERNAL_SERVER_ERROR;
            body =
                    "{\"errors\":[\"Internal server error.\",\"<Exception on server side: "
                            + new FlinkJobNotFoundException(job)
                            + "\"]}";
        }
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
