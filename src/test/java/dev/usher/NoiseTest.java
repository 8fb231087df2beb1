package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.usher.observe.LogOutputs;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Whatever a client sends and however it leaves: nothing is warned of, by whomever, and the next client is served. */
class NoiseTest {

    private static final String HTTP = "io.vertx.core.http.impl";
    private static final String GET = "GET /public/1 HTTP/1.1\r\nHost: a\r\n";
    private static final String POST = "POST /public/1 HTTP/1.1\r\nHost: a\r\n";
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final String SETTINGS = "\0\0\0\4\0\0\0\0\0";
    private static final String WEBSOCKET =
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";
    private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    private static final LoggerContext shipped = new LoggerContext();
    private static final Lines lines = new Lines();

    @RegisterExtension
    static final TestGateway gateway =
            TestGateway.usual().withTls(TestCertificate.usual(), "http3: true").with("limits", "{ head: 2s }");

    @BeforeAll
    static void listen() {
        lines.setContext(root().getLoggerContext());
        lines.start();
        root().addAppender(lines);
        root().getAppender("console").stop();
        root().setLevel(Level.WARN);
        logger(HTTP).setLevel(Level.WARN);
    }

    /** What is written is what the distribution's own outputs let through. */
    @BeforeAll
    static void openShippedOutputs() {
        new LogOutputs().open(shipped);
    }

    @AfterAll
    static void stopListening() {
        root().detachAppender(lines);
        root().getAppender("console").start();
        root().setLevel(Level.ERROR);
        logger(HTTP).setLevel(Level.OFF);
        shipped.stop();
    }

    /** What is sent, and whether the client then leaves with a reset or hears the gateway out. */
    static Stream<Arguments> noises() {
        return Stream.of(
                        noise("nothing", ""),
                        noise("random bytes", random()),
                        noise("half a request line", "GET /pub"),
                        noise("half a head", GET),
                        noise("half a body", POST + "Content-Length: 10\r\n\r\nhello"),
                        noise("half a chunk", POST + "Transfer-Encoding: chunked\r\n\r\nA\r\nhello"),
                        noise("a bad chunk", POST + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
                        noise("a bad length", POST + "Content-Length: x\r\n\r\n"),
                        noise("a request that nobody waits for", GET.replace("1 H", "1?delay=100 H") + "\r\n"),
                        noise("a big answer", GET.replace("1 H", "bytes/5000000 H") + "\r\n"),
                        noise("half a request behind another", GET + "\r\n" + POST + "Content-Length: 10\r\n\r\nhello"),
                        noise(
                                "half a request behind one that waits",
                                GET.replace("1 H", "1?delay=100 H") + "\r\n" + POST + "Content-Length: 10\r\n\r\nhi"),
                        noise(
                                "a bad chunk behind one that waits",
                                GET.replace("1 H", "1?delay=100 H") + "\r\n" + POST
                                        + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
                        noise("a long head", GET + "X: " + "y".repeat(10_000_000) + "\r\n\r\n"),
                        noise(
                                "a login that breaks off",
                                POST.replace("/public/1", "/auth/login") + "Content-Length: 9\r\n\r\n{"),
                        noise("half a preface", PREFACE.substring(0, 20)),
                        noise("a preface and random bytes", PREFACE + random()),
                        noise("settings and random bytes", PREFACE + SETTINGS + random()),
                        noise("an unknown compression", PREFACE + SETTINGS + "\0\0\3\1\5\0\0\0\1\u00ff\u00ff\u00ff"),
                        noise("a stream of an even number", PREFACE + SETTINGS + "\0\0\1\1\5\0\0\0\2\u0082"),
                        noise("data of no stream", PREFACE + SETTINGS + "\0\0\1\0\1\0\0\0\1a"),
                        noise("a window that overflows", PREFACE + SETTINGS + "\0\0\4\10\0\0\0\0\0\177\377\377\377"),
                        noise("a frame that is too long", PREFACE + SETTINGS + "\177\377\377\0\0\0\0\0\1"),
                        noise("a WebSocket and random bytes", GET.replace("1 H", "ws H") + WEBSOCKET + KEY + random()),
                        noise("a WebSocket of no version", GET + WEBSOCKET.replace("13", "x") + KEY),
                        noise(
                                "an upgrade to HTTP/2",
                                GET + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                                        + "HTTP2-Settings: !!!\r\n\r\n"))
                .flatMap(each -> each);
    }

    private static Stream<Arguments> noise(String what, String bytes) {
        return Stream.of(Arguments.of(what, bytes, false), Arguments.of(what, bytes, true));
    }

    @ParameterizedTest(name = "{0}, reset: {2}")
    @MethodSource("noises")
    @Tag("T23")
    void inPlainTextOrInsteadOfTlsItIsNotWarnedOf(String what, String bytes, boolean reset) throws IOException {
        lines.all.clear();

        int secure = gateway.usher().httpsPort();
        // each may wait for what the gateway says to it
        CompletableFuture.allOf(
                        sending(gateway.port(), bytes, reset),
                        sending(secure, bytes, reset),
                        sending(secure, "\26\3\1\2\0\1\0\1\374\3\3" + bytes, reset))
                .join();
        sendDatagram(secure, bytes);

        try (RawClient next = new RawClient(gateway.port())) {
            assertThat(next.say(GET + "Connection: close\r\n\r\n").readAll()).startsWith("HTTP/1.1 200");
        }
        Await.until(() -> Gauges.sum(gateway, "usher_connections", "") == 0);
        assertThat(lines.all).isEmpty();
    }

    static Stream<Arguments> noisesOverQuic() {
        return Stream.of(
                overQuic("another protocol", NoiseTest::speakAnotherProtocol),
                overQuic("a handshake that breaks off", port -> {
                    // which the client hears of only when the gateway gives up
                    try (UdpRelay relay = new UdpRelay(port).passing(2)) {
                        new RawHttp3(relay.port()).close();
                    }
                }),
                overQuic("first packets of nothing", port -> {
                    try (QuicInitial client = new QuicInitial(port)) {
                        client.send(1_200, 1);
                        client.send(1_200, 0x1a2a3a4a);
                        client.send(octets("\u00c0\0\0\0\1\24" + random().repeat(4)));
                    }
                }),
                overQuic(
                        "random bytes for a request",
                        port -> connected(
                                port,
                                connection ->
                                        connection.open().send(octets(random())).end())),
                overQuic(
                        "random bytes for control",
                        port -> connected(
                                port, connection -> connection.unidirectional(0).send(octets(random())))),
                overQuic(
                        "random bytes for compression",
                        port -> connected(
                                port, connection -> connection.unidirectional(2).send(octets(random())))),
                overQuic(
                        "half a request",
                        port -> connected(
                                port, connection -> connection.open().send(new byte[] {RawHttp3.HEADERS, 60}))),
                overQuic(
                        "a request that nobody waits for",
                        port -> connected(port, connection -> connection.get("/public/1?delay=100"))),
                overQuic(
                        "a big answer",
                        port -> connected(port, connection -> connection.get("/public/bytes/5000000"))));
    }

    private static Arguments overQuic(String what, IntConsumer noise) {
        return Arguments.of(what, noise);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noisesOverQuic")
    @Tag("T23")
    void overQuicItIsNotWarnedOf(String what, IntConsumer noise) {
        lines.all.clear();

        noise.accept(gateway.usher().httpsPort());

        try (RawHttp3 next = new RawHttp3(gateway.usher().httpsPort()).greet()) {
            assertThat(next.get("/public/1").status()).isEqualTo(200);
        }
        Await.until(() -> Gauges.sum(gateway, "usher_connections", "") == 0);
        assertThat(lines.all).isEmpty();
    }

    private static void speakAnotherProtocol(int port) {
        QuicSslContext tls = QuicSslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .applicationProtocols("h2")
                .build();
        assertThatThrownBy(() -> new RawHttp3(port, tls, Duration.ofMillis(300)).close())
                .isInstanceOf(IllegalStateException.class);
    }

    /** And away at once, in the middle of whatever comes of it. */
    private static void connected(int port, Consumer<RawHttp3> noise) {
        try (RawHttp3 connection = new RawHttp3(port)) {
            noise.accept(connection);
        }
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static CompletableFuture<Void> sending(int port, String bytes, boolean reset) {
        return CompletableFuture.runAsync(() -> send(port, bytes, reset), Thread::startVirtualThread);
    }

    private static void send(int port, String bytes, boolean reset) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30);
            if (reset) {
                socket.setSoLinger(true, 0);
            }
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            byte[] buffer = new byte[1_024];
            while (!reset && socket.getInputStream().read(buffer) >= 0) {
                // whatever it is
            }
        } catch (SocketTimeoutException silent) {
            // the gateway waits for more
        } catch (IOException cut) {
            // it has had enough
        }
    }

    private static void sendDatagram(int port, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(
                    new DatagramPacket(bytes, Math.min(bytes.length, 1_200), InetAddress.getLoopbackAddress(), port));
        }
    }

    private static String random() {
        byte[] bytes = new byte[300];
        new Random(7).nextBytes(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static Logger root() {
        return logger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    private static final class Lines extends AppenderBase<ILoggingEvent> {

        private final Queue<String> all = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            if (shipped.getLogger(event.getLoggerName()).isEnabledFor(event.getLevel())) {
                all.add(event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage());
            }
        }
    }
}
