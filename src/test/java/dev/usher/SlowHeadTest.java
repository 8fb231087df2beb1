package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A head has a deadline in all: no octet that comes in between moves it, and no idle connection has one. */
class SlowHeadTest {

    private static final String PLAIN = "{ http: { host: 127.0.0.1, port: 0 }, admin: { host: 127.0.0.1, port: 0 } }";

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().with("limits", "{ head: 300ms }");

    @RegisterExtension
    static final TestGateway http1 = TestGateway.usual()
            .with("listen", PLAIN.replace("port: 0 }, a", "port: 0, h2c: false }, a"))
            .with("limits", "{ head: 300ms }");

    static List<TestGateway> gateways() {
        return List.of(gateway, http1);
    }

    private static final TestCertificate CERTIFICATE = TestCertificate.usual();

    @RegisterExtension
    static final TestGateway secure = TestGateway.usual().withTls(CERTIFICATE).with("limits", "{ head: 300ms }");

    @AfterEach
    void othersAreServed() {
        assertThat(gateway.client().get("/public/1").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("gateways")
    void anOctetNowAndThenDoesNotHelp(TestGateway of) {
        long before = of.echo().requests();
        try (RawClient connection = new RawClient(of.port())) {
            connection.say("GET /public/1 HTTP/1.1\r\nHost: a\r\nX-Slow: ");
            trickle(connection, "x");
        }
        assertThat(of.echo().requests()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("gateways")
    void theNextHeadHasItsOwnDeadlineAndTheTimeBetweenHasNone(TestGateway of) {
        try (RawClient connection = new RawClient(of.port())) {
            for (int i = 0; i < 2; i++) {
                connection.say("GET /public/1?delay=400 HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(connection.readUntil("}}")).startsWith("HTTP/1.1 200");
            }
            connection.say("GET /pub");
            trickle(connection, "x");
        }
    }

    @ParameterizedTest
    @MethodSource("gateways")
    void neitherDoesAnEmptyLineNowAndThen(TestGateway of) {
        try (RawClient connection = new RawClient(of.port())) {
            connection.say("GET /public/1 HTTP/1.1\r\nHost: a\r\n\r\n");
            connection.readUntil("}}");
            trickle(connection, "\r\n");
        }
    }

    /** Some clients send one behind a body, RFC 9112 section 2.2, and then nothing for as long as they like. */
    @ParameterizedTest
    @MethodSource("gateways")
    void oneEmptyLineBeginsNoHead(TestGateway of) {
        try (RawClient connection = new RawClient(of.port());
                RawClient other = new RawClient(of.port())) {
            connection.say("POST /public/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na\r\n");
            assertThat(connection.readUntil("}}")).startsWith("HTTP/1.1 200");
            other.say("GET /public/1?delay=700 HTTP/1.1\r\nHost: a\r\n\r\n");
            other.readUntil("}}");
            connection.say("GET /public/2 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(connection.readUntil("}}")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void halfAPrefaceIsNoRequestEither() {
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("PRI * HTTP/2.0\r\n");
            assertThat(connection.readAll()).isIn("", "<reset>");
        }
    }

    @Test
    void aHeaderBlockOfHttp2HasTheSameDeadline() {
        try (Http2Client connection = new Http2Client(gateway.port())) {
            connection.greet();
            connection.frame(Http2Client.HEADERS, 0, 1, new byte[] {(byte) 0x82});
            connection.awaitClose();
        }
    }

    @Test
    void aSettledHttp2ConnectionMayBeIdle() {
        try (Http2Client connection = new Http2Client(gateway.port())) {
            connection.greet();
            assertThat(connection.get(1, "/public/1?delay=700")).isEqualTo(200);
            assertThat(connection.get(3, "/public/1")).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /public/1 HTTP/1.1\r\nHost: a\r\nX-Slow: ", "PRI * HTTP/2.0\r\n"})
    void underTlsItIsTheSame(String head) throws Exception {
        try (SSLSocket socket = trusting(secure.usher().httpsPort())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {head.startsWith("PRI") ? "h2" : "http/1.1"});
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(8_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            assertThat(endsInTime(socket)).isTrue();
        }
    }

    @Test
    void aHandshakeHasADeadline() {
        try (RawClient connection = new RawClient(secure.usher().httpsPort())) {
            connection.say(new byte[] {22, 3, 1});
            assertThat(connection.readAll()).isIn("", "<reset>");
        }
    }

    private static boolean endsInTime(SSLSocket socket) {
        try {
            int next = socket.getInputStream().read();
            while (next >= 0) {
                next = socket.getInputStream().read();
            }
            return true;
        } catch (SocketTimeoutException silent) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private static SSLSocket trusting(int port) throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        return (SSLSocket) tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    }

    /** Until the gateway closes; without a deadline it would go on until the wait is over. */
    private static void trickle(RawClient connection, String drop) {
        await().pollInterval(Duration.ofMillis(60))
                .atMost(Duration.ofSeconds(8))
                .until(() -> {
                    try {
                        connection.say(drop);
                        return false;
                    } catch (UncheckedIOException closed) {
                        return true;
                    }
                });
        assertThat(connection.readAll()).isIn("", "<reset>");
    }
}
