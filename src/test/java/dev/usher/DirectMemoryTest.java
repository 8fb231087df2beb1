package dev.usher;

import static dev.usher.Http2Client.END_HEADERS;
import static dev.usher.Http2Client.END_STREAM;
import static dev.usher.Http2Client.HEADERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Who leaves in the middle takes no direct memory along. Vert.x forgets what it has read of a paused connection when it
 * closes; each round here would leave some of that behind for good.
 */
class DirectMemoryTest {

    /** What the allocator may keep for the next time. */
    private static final long KEPT = 1_000_000;

    /** Of a stream's window, RFC 9113 section 6.5.2: nothing. */
    private static final byte[] NO_WINDOW = {0, 4, 0, 0, 0, 0};

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final RawService service = RawService.start();

    @RegisterExtension
    static final RawUserServer users = RawUserServer.start();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .withTls(TestCertificate.create(), "http3: true")
            .with("auth", "{ url: \"" + users.url() + "\", timeout: 100ms, breaker: { calls: 1000 } }")
            .route("/raw/**", "{ target: " + service.url() + ", auth: none }")
            .route("/two/**", "{ target: " + service.url().replace("http:", "h2c:") + ", auth: none }");

    @AfterEach
    void nothingIsUnderWay() {
        Await.until(() -> Gauges.noRequestIsForwarded(gateway) && Gauges.tunnels(gateway) == 0);
    }

    @Test
    @Tag("P8")
    void whoDoesNotReadAnAnswer() {
        AtomicInteger said = new AtomicInteger();
        service.runs(connection -> {
            connection.readHead();
            connection.say("HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + "a".repeat(300_000));
            said.incrementAndGet();
            connection.awaitClose();
        });
        staysTheSameOver(40, () -> {
            int before = said.get();
            try (Http2Client client = new Http2Client(gateway.port())) {
                client.greet(NO_WINDOW);
                client.frame(HEADERS, END_HEADERS | END_STREAM, 1, Http2Client.requestBlock("/raw/1"));
                Await.until(() -> said.get() > before);
                for (int turn = 0; turn < 20; turn++) {
                    client.frame(Http2Client.PING, 0, 0, new byte[8]);
                    client.awaitPing();
                }
            }
        });
    }

    /** Bodies are lent to the client's connection, which is to give them back. */
    @Test
    void whoReadsAnswers() {
        service.runs(DirectMemoryTest::answerAll);
        TestClient client = gateway.client();
        staysTheSameOver(40, () -> {
            assertThat(client.get("/raw/chunked").body()).hasSize(100_000);
            assertThat(client.get("/raw/1").body()).hasSize(100_000);
        });
    }

    /** Of these, copies are. */
    @Test
    void whoReadsAnswersByHttp2() {
        service.runs(DirectMemoryTest::answerAll);
        try (OneLoopClient client = new OneLoopClient(gateway.vertx(), gateway.port())) {
            staysTheSameOver(40, () -> {
                for (String path : List.of("/raw/chunked", "/raw/1")) {
                    assertThat(OneLoopClient.await(client.send(HttpMethod.GET, path, null))
                                    .body())
                            .hasSize(100_000);
                }
            });
        }
    }

    private static void answerAll(RawService.Connection connection) throws IOException {
        for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
            connection.say(
                    head.contains("/raw/chunked")
                            ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                    + ("2710\r\n" + "c".repeat(10_000) + "\r\n").repeat(10) + "0\r\n\r\n"
                            : "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "d".repeat(100_000));
        }
    }

    @Test
    @Tag("P8")
    void whoBreaksOffAnUpload() {
        service.runs(RawService.Connection::awaitClose);
        String head = "POST /raw/1 HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n";
        // as many as a request takes before its connection is paused, and not so many that nobody hears it close
        String body = "1\r\na\r\n".repeat(16) + ("3e8\r\n" + "b".repeat(1_000) + "\r\n").repeat(4);
        staysTheSameOver(80, () -> {
            int before = service.connections();
            try (RawClient client = new RawClient(gateway.port())) {
                client.say(head);
                Await.until(() -> service.connections() > before);
                client.say(body);
            }
        });
    }

    @Test
    @Tag("P8")
    void whoTakesBackAnUploadByHttp3() {
        service.runs(RawService.Connection::awaitClose);
        String[] head = {":method", "POST", ":scheme", "https", ":path", "/raw/1", ":authority", "a.example"};
        byte[] data = RawHttp3.frame(Http2Client.DATA, new byte[4_000]);
        try (RawHttp3 client = new RawHttp3(gateway.usher().httpsPort()).greet()) {
            staysTheSameOver(40, () -> {
                int before = service.connections();
                RawHttp3.Stream stream = client.open();
                stream.send(
                        RawHttp3.frame(RawHttp3.HEADERS, Qpack.block(TestClient.with(head, "expect", "100-continue"))));
                Await.until(() -> service.connections() > before);
                for (int i = 0; i < 40; i++) {
                    stream.send(data);
                }
                client.get("/public/1").status();
                stream.reset(0x10c);
            });
        }
    }

    /** Until there is too much of it, which ends the connection. */
    @Test
    @Tag("P8")
    void whoSaysWhatMeansNothingByHttp3() {
        byte[] frame = RawHttp3.frame(0x40, new byte[100]);
        ByteBuffer many = ByteBuffer.allocate(1_000 * frame.length);
        while (many.hasRemaining()) {
            many.put(frame);
        }
        staysTheSameOver(4, () -> {
            try (RawHttp3 client = new RawHttp3(gateway.usher().httpsPort())) {
                RawHttp3.Stream control = client.unidirectional(0).send(RawHttp3.frame(RawHttp3.SETTINGS, new byte[0]));
                for (int i = 0; i < 40 && client.isOpen(); i++) {
                    control.send(many.array());
                }
                client.awaitClose();
            }
        });
    }

    @Test
    @Tag("P8")
    void whoDoesNotReadATunnel() {
        AtomicLong said = new AtomicLong();
        service.runs(connection -> {
            TunnelTest.grant(connection);
            TunnelTest.flood(connection.socket().getOutputStream(), said);
        });
        staysTheSameOver(4, () -> {
            said.set(0);
            try (RawClient client = new RawClient(gateway.port())) {
                client.say("GET /raw/ws HTTP/1.1\r\n" + TunnelTest.HANDSHAKE).readHead();
                TunnelTest.heldBack(said);
            }
        });
    }

    @Test
    @Tag("P8")
    void aServiceThatSaysWhyItLeaves() {
        byte[] settings = Http2Client.bytes(Http2Client.SETTINGS, 0, 0, new byte[0]);
        byte[] farewell = Http2Client.bytes(Http2Client.GOAWAY, 0, 0, new byte[16_000]);
        service.runs(connection -> {
            connection.socket().getOutputStream().write(settings);
            connection.socket().getOutputStream().write(farewell);
            connection.awaitClose();
        });
        staysTheSameOver(
                200, () -> assertThat(gateway.client().get("/two/1").status()).isGreaterThanOrEqualTo(500));
    }

    @Test
    @Tag("P8")
    void aUserServerThatSaysTooMuch() {
        users.answers("200 OK", "", " ".repeat(3_000_000));
        tooMuch(3);
        long before = direct();
        tooMuch(12);
        isBack(before);
    }

    private static void tooMuch(int times) {
        int before = users.closed();
        for (int i = 0; i < times; i++) {
            gateway.client().login("alice@example.com", "wonderland");
        }
        Await.until(() -> users.closed() == before + times);
    }

    private static void staysTheSameOver(int rounds, Runnable round) {
        for (int i = 0; i < rounds / 4; i++) {
            round.run();
        }
        long before = direct();
        for (int i = 0; i < rounds; i++) {
            round.run();
        }
        isBack(before);
    }

    private static void isBack(long before) {
        Await.until(() -> direct() <= before + KEPT);
    }

    private static long direct() {
        return PlatformDependent.usedDirectMemory();
    }
}
