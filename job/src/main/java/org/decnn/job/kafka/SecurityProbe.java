package org.decnn.job.kafka;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/**
 * Finds out which security protocol a listener of Kafka's speaks, by asking it as a client would:
 * one question, in plain and then within TLS. Nothing that is secret is said.
 */
final class SecurityProbe {

    private static final int PATIENCE_MILLIS = 1000;

    /** Kafka protocol: SaslHandshake, version 1, which a listener without SASL answers, too. */
    private static final int SASL_HANDSHAKE = 17;

    private static final int MOST_ANSWERED = 64 << 10;

    private SecurityProbe() {}

    /** Empty where nothing answers that is known for Kafka. */
    static Optional<SecurityProtocol> protocolAt(String host, int port) {
        try (Socket plain = connected(host, port)) {
            return Optional.of(
                    asksForLogin(plain)
                            ? SecurityProtocol.SASL_PLAINTEXT
                            : SecurityProtocol.PLAINTEXT);
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        } catch (IOException notPlain) {
            return withinTls(host, port);
        }
    }

    private static Optional<SecurityProtocol> withinTls(String host, int port) {
        try (Socket socket = connected(host, port);
                SSLSocket tls =
                        (SSLSocket)
                                anyCertificate()
                                        .getSocketFactory()
                                        .createSocket(socket, host, port, true)) {
            tls.startHandshake();
            return Optional.of(withinTls(tls));
        } catch (IOException | GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static SecurityProtocol withinTls(SSLSocket tls) {
        try {
            return asksForLogin(tls) ? SecurityProtocol.SASL_SSL : SecurityProtocol.SSL;
        } catch (IOException e) {
            // It wants the client's certificate first: that is SSL's login.
            return SecurityProtocol.SSL;
        }
    }

    private static Socket connected(String host, int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Whether the listener would go on with a login, or says that it has none. */
    private static boolean asksForLogin(Socket socket) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream request = new DataOutputStream(bytes);
        request.writeShort(SASL_HANDSHAKE);
        request.writeShort(1);
        request.writeInt(0);
        request.writeUTF("decnn");
        request.writeUTF("PLAIN");
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeInt(bytes.size());
        bytes.writeTo(out);
        out.flush();
        DataInputStream answer = new DataInputStream(socket.getInputStream());
        int size = answer.readInt();
        int correlation = answer.readInt();
        if (size < 6 || size > MOST_ANSWERED || correlation != 0) {
            throw new IOException("not Kafka's protocol");
        }
        return Errors.forCode(answer.readShort()) != Errors.ILLEGAL_SASL_STATE;
    }

    /** Whom one talks to does not matter where nothing is told. */
    private static SSLContext anyCertificate() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AnyCertificate()}, null);
        return context;
    }

    private static final class AnyCertificate implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
