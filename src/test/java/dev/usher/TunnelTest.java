package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A tunnel holds little, ends when either side does, and can be ended by the gateway between two frames. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TunnelTest {

    static final String HANDSHAKE = "Host: a\r\nUpgrade: websocket\r\nConnection: Upgrade"
            + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    static final String GRANTED = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
            + "Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    /** More than all socket buffers on the way and the gateway's own queues, and less than a flood. */
    private static final long MORE_THAN_QUEUES = 64L * 1024 * 1024;

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    private final RawService service = RawService.start();
    private final TestGateway gateway = gateway("10s");

    private TestGateway gateway(String drain) {
        return TestGateway.usual()
                .with("shutdown", "{ drain: " + drain + " }")
                .route("/raw/**", "{ target: " + service.url() + ", auth: none }")
                .route("/short/**", "{ target: " + service.url() + ", auth: none, timeout: { idle: 300ms } }");
    }

    @BeforeAll
    @SuppressWarnings("NullAway") // the extension does not look at its context
    void start() throws Exception {
        gateway.beforeAll(null);
    }

    @AfterAll
    @SuppressWarnings("NullAway")
    void stop() throws Exception {
        gateway.afterAll(null);
        service.close();
    }

    private RawClient open(TestGateway to, String route) {
        RawClient client = new RawClient(to.port());
        assertThat(client.say("GET /" + route + "/ws HTTP/1.1\r\n" + HANDSHAKE).readHead())
                .startsWith("HTTP/1.1 101");
        return client;
    }

    private void nothingIsLeft() {
        Await.until(() -> Gauges.tunnels(gateway) == 0 && Gauges.serviceConnections(gateway) == 0);
    }

    @Test
    void aClientThatGoesTakesTheServicesConnectionWithIt() {
        CountDownLatch closed = new CountDownLatch(1);
        service.runs(connection -> {
            grant(connection);
            connection.awaitClose();
            closed.countDown();
        });
        open(gateway, "raw").close();

        Await.until(() -> closed.getCount() == 0);
        nothingIsLeft();
    }

    @Test
    void aServiceThatGoesIsHeardToTheEnd() {
        int length = 20_000_000;
        service.runs(connection -> {
            grant(connection);
            connection.socket().getOutputStream().write(new byte[length]);
        });
        try (RawClient client = open(gateway, "raw")) {
            // the gateway holds back what the client does not take, and the service has left meanwhile
            await().during(Duration.ofMillis(200)).until(() -> true);

            assertThat(client.skipAll()).isEqualTo(length);
        }
        nothingIsLeft();
    }

    @Test
    void aClientThatGoesIsHeardToTheEnd() {
        int length = 5_000_000;
        AtomicLong heard = new AtomicLong();
        service.runs(connection -> {
            grant(connection);
            InputStream in = connection.socket().getInputStream();
            await().during(Duration.ofMillis(200)).until(() -> true);
            byte[] buffer = new byte[65_536];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                heard.addAndGet(n);
            }
        });
        open(gateway, "raw").say(new byte[length]).close();

        Await.until(() -> heard.get() == length);
        nothingIsLeft();
    }

    @Test
    void silenceOfBothSidesEndsItWithACloseFrame() {
        AtomicReference<String> heard = new AtomicReference<>("");
        service.runs(connection -> {
            grant(connection);
            heard.set(rest(connection));
        });
        long start = System.nanoTime();
        try (RawClient client = open(gateway, "short")) {
            // 0x03e9 is 1001
            assertThat(client.readAll()).startsWith("\u0088").contains("\u0003\u00e9nothing was said");
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(250));
        nothingIsLeft();
        Await.until(() -> !heard.get().isEmpty());
        // masked, as it must be from a client
        assertThat(heard.get().charAt(0)).isEqualTo('\u0088');
        assertThat(heard.get().charAt(1) & 0x80).isEqualTo(0x80);
    }

    @Test
    void aByteOfEitherSideIsLife() {
        service.runs(connection -> {
            grant(connection);
            for (int i = 0; i < 8; i++) {
                await().pollDelay(Duration.ofMillis(100)).until(() -> true);
                connection.say("\u0081\u0001x");
            }
            connection.say("\u0081\u0003end");
        });
        try (RawClient client = open(gateway, "short")) {
            assertThat(client.readAll()).endsWith("\u0081\u0003end");
        }
        nothingIsLeft();
    }

    @Test
    void aServiceThatFloodsIsHeldBack() {
        AtomicLong said = new AtomicLong();
        service.runs(connection -> {
            grant(connection);
            flood(connection.socket().getOutputStream(), said);
        });
        RawClient client = open(gateway, "raw");
        heldBack(said);
        client.close();
        nothingIsLeft();
    }

    @Test
    void aClientThatFloodsIsHeldBackAndCutWhenNothingMoves() throws Exception {
        AtomicLong said = new AtomicLong();
        CountDownLatch over = new CountDownLatch(1);
        service.runs(connection -> {
            grant(connection);
            // it reads nothing, and does not even leave
            await().atMost(Duration.ofMinutes(1)).until(() -> over.getCount() == 0);
        });
        RawClient client = open(gateway, "short");
        Thread flooding = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    client.say(new byte[65_536]);
                    said.addAndGet(65_536);
                }
            } catch (UncheckedIOException cut) {
                // as it should be
            }
        });

        assertThat(flooding.join(Duration.ofSeconds(10))).isTrue();
        assertThat(said.get()).isLessThan(MORE_THAN_QUEUES);
        nothingIsLeft();
        over.countDown();
        client.close();
    }

    @Test
    @SuppressWarnings("NullAway")
    void drainingSaysGoodbyeAfterTheFrameThatIsUnderWay() throws Exception {
        TestGateway leaving = gateway("10s");
        CountDownLatch stopping = new CountDownLatch(1);
        AtomicReference<String> heard = new AtomicReference<>("");
        service.runs(connection -> {
            grant(connection);
            connection.say("\u0081\u0006fir");
            await().until(() -> stopping.getCount() == 0);
            connection.say("st-\u0081\u0006second");
            heard.set(rest(connection));
        });
        leaving.beforeAll(null);
        try (RawClient client = open(leaving, "raw")) {
            assertThat(client.readUntil("fir")).isEqualTo("\u0081\u0006fir");
            Future<Void> stopped = leaving.usher().stop();
            Await.until(() -> leaving.admin().get("/health/ready").status() == 503);
            stopping.countDown();

            String end = client.readUntil("away");
            assertThat(end).startsWith("st-").endsWith("\u0003\u00e9the gateway is going away");
            // a Close frame of the client's, code 1001
            client.say("\u0088\u0082\0\0\0\0\u0003\u00e9");
            assertThat(client.readAll()).isEmpty();
            TestGateway.await(stopped);
        }
        leaving.afterAll(null);
        Await.until(() -> !heard.get().isEmpty());
        assertThat(heard.get().charAt(0)).isEqualTo('\u0088');
    }

    @Test
    @SuppressWarnings("NullAway")
    void drainingEndsThoughAFrameDoesNot() throws Exception {
        TestGateway leaving = gateway("300ms");
        service.runs(connection -> {
            grant(connection);
            connection.say("\u0081\u0006fir");
            connection.awaitClose();
        });
        leaving.beforeAll(null);
        try (RawClient client = open(leaving, "raw")) {
            client.readUntil("fir");

            TestGateway.await(leaving.usher().stop());

            assertThat(client.readAll()).isIn("", "<reset>");
        }
        leaving.afterAll(null);
    }

    static void grant(RawService.Connection connection) throws IOException {
        connection.readHead();
        connection.say(GRANTED);
    }

    private static String rest(RawService.Connection connection) throws IOException {
        byte[] all = connection.socket().getInputStream().readAllBytes();
        return new String(all, StandardCharsets.ISO_8859_1);
    }

    static void flood(OutputStream out, AtomicLong said) throws IOException {
        byte[] piece = new byte[65_536];
        while (true) {
            out.write(piece);
            said.addAndGet(piece.length);
        }
    }

    static void heldBack(AtomicLong said) {
        long[] last = {-1};
        await().pollInterval(Duration.ofMillis(100)).until(() -> {
            boolean still = said.get() == last[0];
            last[0] = said.get();
            return still;
        });
        assertThat(said.get()).isBetween(1L, MORE_THAN_QUEUES);
    }
}
