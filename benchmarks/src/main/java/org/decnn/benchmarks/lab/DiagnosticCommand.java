package org.decnn.benchmarks.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** What {@code jcmd} does, without a JVM of its own, which takes the devices' cores for a while. */
final class DiagnosticCommand {

    /** Has a JVM listen from its start. */
    static final String FLAG = "-XX:+StartAttachListener";

    private DiagnosticCommand() {}

    /** Has a JVM of this machine run a command, and waits for its end. */
    static void run(long pid, String command) throws IOException {
        try (SocketChannel socket =
                SocketChannel.open(UnixDomainSocketAddress.of("/tmp/.java_pid" + pid))) {
            // The protocol's version, jcmd, and three arguments.
            socket.write(ByteBuffer.wrap(("1\0jcmd\0" + command + "\0\0\0").getBytes(UTF_8)));
            ByteBuffer answer = ByteBuffer.allocate(1 << 16);
            while (socket.read(answer) >= 0) {
                if (!answer.hasRemaining()) {
                    answer.clear();
                }
            }
        }
    }
}
