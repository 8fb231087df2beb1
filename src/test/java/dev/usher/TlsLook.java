package dev.usher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Handshakes with a port of this machine, to see what it serves. */
final class TlsLook {

    private static final SSLContext TRUSTING = client();

    private TlsLook() {}

    /** Whose certificate a new connection is shown; {@code name} is what the client asks for, empty for nothing. */
    static String subject(int port, String name) {
        try (SSLSocket socket = connect(port)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(name.isEmpty() ? List.of() : List.of(new SNIHostName(name)));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        } catch (IOException failed) {
            throw new AssertionError("no handshake for " + name, failed);
        }
    }

    /** Shakes hands with nothing to offer but this. */
    static String negotiate(int port, String protocol, String cipherSuite) throws IOException {
        try (SSLSocket socket = connect(port)) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.setEnabledCipherSuites(new String[] {cipherSuite});
            socket.startHandshake();
            return socket.getSession().getProtocol() + " " + socket.getSession().getCipherSuite();
        }
    }

    /** Asks for a name, hears the first octet of the server's answer, and goes. */
    static void greet(int port, String name) throws IOException {
        SSLEngine hello = TRUSTING.createSSLEngine();
        hello.setUseClientMode(true);
        SSLParameters parameters = hello.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        hello.setSSLParameters(parameters);
        ByteBuffer said = ByteBuffer.allocate(hello.getSession().getPacketBufferSize());
        hello.wrap(ByteBuffer.allocate(0), said);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(said.array(), 0, said.position());
            if (socket.getInputStream().read() < 0) {
                throw new IOException("no answer to " + name);
            }
        }
    }

    /** A client that believes every server, and comes back with the tickets that it was given. */
    static SSLContext client(KeyManager... own) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own, new TrustManager[] {new TrustingAll()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static SSLSocket connect(int port) throws IOException {
        SSLSocket socket = (SSLSocket) client().getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static final class TrustingAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

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
