package org.decnn.benchmarks.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code jcmd} does, without a JVM of its own, which takes the devices' cores for a while. */
public final class DiagnosticCommand {

    /** Has a JVM listen from its start. */
    public static final String FLAG = "-XX:+StartAttachListener";

    private DiagnosticCommand() {}

    /** Whether a JVM of this machine listens. */
    public static boolean isHeardBy(long pid) {
        return Files.exists(socket(pid));
    }

    private static Path socket(long pid) {
        return Path.of("/tmp/.java_pid" + pid);
    }

    /** Has a JVM of this machine run a command, waits for its end, and returns what it says. */
    public static String run(long pid, String command) throws IOException {
        try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(socket(pid)))) {
            // The protocol's version, jcmd, and three arguments.
            socket.write(ByteBuffer.wrap(("1\0jcmd\0" + command + "\0\0\0").getBytes(UTF_8)));
            return new String(Channels.newInputStream(socket).readAllBytes(), UTF_8);
        }
    }
}
