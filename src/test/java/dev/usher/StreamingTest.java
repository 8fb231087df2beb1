package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies pass through and are never collected: whoever does not read holds up whoever writes. */
class StreamingTest {

    private static final int MIB = 1024 * 1024;

    /** More than all buffers on the way hold together. */
    private static final int BIG = 24 * MIB;

    /** What kernels may hold on the way, four socket buffers that grow; far below what is offered. */
    private static final long IN_FLIGHT = 40L * MIB;

    private static final long OFFERED = 100L * MIB;

    /** How often in a row nothing may have moved before it stands still. */
    private static final int STILL = 30;

    private static final Duration IDLE = Duration.ofMillis(400);

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final RawService raw = RawService.start();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route("/big/**", "{ target: ECHO, auth: none, body: 1GB }")
            .route("/raw/**", "{ target: " + raw.url() + ", auth: none, body: 1GB }")
            .route(
                    "/quick/**",
                    "{ target: " + raw.url() + ", auth: none, timeout: { idle: " + IDLE.toMillis() + "ms } }");

    @AfterEach
    void nothingIsLeftOver() {
        await().until(() -> Gauges.noRequestIsForwarded(gateway));
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aLargeUploadArrivesByteForByte(HttpClient.Version version) throws Exception {
        for (boolean lengthIsKnown : new boolean[] {true, false}) {
            var body = BodyPublishers.ofInputStream(() -> new Pattern(BIG));
            HttpResponse<String> answer = client(version)
                    .send(
                            request("/big/1")
                                    .POST(lengthIsKnown ? BodyPublishers.fromPublisher(body, BIG) : body)
                                    .build(),
                            BodyHandlers.ofString());

            var received = new ObjectMapper().readTree(answer.body()).get("body");
            assertThat(received.get("length").asInt()).isEqualTo(BIG);
            assertThat(received.get("sha256").asText()).isEqualTo(sha256(new Pattern(BIG)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?chunked"})
    void aLargeDownloadArrivesByteForByte(String query) throws Exception {
        HttpResponse<InputStream> answer = client(HttpClient.Version.HTTP_1_1)
                .send(request("/big/bytes/" + BIG + query).build(), BodyHandlers.ofInputStream());

        assertThat(sha256(answer.body())).isEqualTo(sha256(new Pattern(BIG)));
    }

    @Test
    void aClientThatDoesNotReadHoldsUpTheService() throws Exception {
        AtomicLong written = new AtomicLong();
        raw.runs(connection -> {
            connection.readHead();
            connection.say("HTTP/1.1 200 OK\r\nContent-Length: " + OFFERED + "\r\n\r\n");
            byte[] chunk = new byte[MIB];
            while (written.get() < OFFERED) {
                connection.socket().getOutputStream().write(chunk);
                written.addAndGet(chunk.length);
            }
        });
        try (RawClient client = new RawClient(gateway.port())) {
            client.say("GET /raw/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            awaitStandstill(gateway, written);
            assertThat(written.get()).isLessThan(IN_FLIGHT);

            assertThat(client.skipAll()).isEqualTo(OFFERED);
        }
    }

    @Test
    void aServiceThatDoesNotReadHoldsUpTheClient() throws Exception {
        AtomicLong written = new AtomicLong();
        CountDownLatch read = new CountDownLatch(1);
        raw.runs(connection -> {
            connection.readHead();
            await().until(() -> read.getCount() == 0);
            connection.socket().getInputStream().skipNBytes(OFFERED);
            connection.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        try (RawClient client = new RawClient(gateway.port())) {
            client.say("POST /raw/1 HTTP/1.1\r\nHost: a\r\nContent-Length: " + OFFERED + "\r\n\r\n");
            Thread.ofVirtual().start(() -> {
                byte[] chunk = new byte[MIB];
                while (written.get() < OFFERED) {
                    client.say(chunk);
                    written.addAndGet(chunk.length);
                }
            });
            awaitStandstill(gateway, written);
            assertThat(written.get()).isLessThan(IN_FLIGHT);

            read.countDown();
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            await().untilAsserted(() -> assertThat(written.get()).isEqualTo(OFFERED));
        }
    }

    @Test
    void anEventArrivesBeforeTheNextIsSent() {
        CountDownLatch seen = new CountDownLatch(2);
        raw.runs(connection -> {
            connection.readHead();
            connection.say("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            await().until(() -> seen.getCount() == 1);
            connection.say("9\r\ndata: 1\n\n\r\n");
            await().until(() -> seen.getCount() == 0);
            connection.say("9\r\ndata: 2\n\n\r\n0\r\n\r\n");
        });
        try (RawClient client = new RawClient(gateway.port())) {
            client.say("GET /raw/1 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readHead()).contains("text/event-stream");
            seen.countDown();
            assertThat(client.readUntil("data: 1\n\n\r\n")).contains("9\r\n");
            seen.countDown();
            assertThat(client.readUntil("0\r\n\r\n")).contains("data: 2");
        }
    }

    @Test
    void aClientThatReadsNothingForTooLongIsCut() {
        CountDownLatch cut = new CountDownLatch(1);
        raw.runs(connection -> {
            connection.readHead();
            connection.say("HTTP/1.1 200 OK\r\nContent-Length: " + OFFERED + "\r\n\r\n");
            try {
                for (long sent = 0; sent < OFFERED; sent += MIB) {
                    connection.socket().getOutputStream().write(new byte[MIB]);
                }
            } catch (IOException cancelled) {
                cut.countDown();
            }
        });
        try (RawClient client = new RawClient(gateway.port())) {
            client.say("GET /quick/1 HTTP/1.1\r\nHost: a\r\n\r\n");
            await().until(() -> cut.getCount() == 0);
            assertThat(client.skipAll()).isLessThan(OFFERED);
        }
        await().until(() -> log.accesses().stream().anyMatch(line -> line.contains("\"status\":499")));
    }

    /** Each byte is sent as soon as the one before was read: only a machine that stands still is silent. */
    @Test
    void aDownloadThatTakesLongerThanEveryTimeoutIsNotCutWhileItMoves() {
        Semaphore next = new Semaphore(1);
        AtomicBoolean longEnough = new AtomicBoolean();
        raw.runs(connection -> {
            connection.readHead();
            connection.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (!longEnough.get()) {
                next.acquireUninterruptibly();
                connection.say("1\r\nx\r\n");
            }
            connection.say("0\r\n\r\n");
        });
        try (RawClient client = new RawClient(gateway.port())) {
            long end = System.nanoTime() + IDLE.multipliedBy(2).toNanos();
            client.say("GET /quick/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            while (System.nanoTime() < end) {
                assertThat(client.readUntil("x\r\n")).isEqualTo("1\r\nx\r\n");
                next.release();
            }
            longEnough.set(true);
            next.release();
            assertThat(client.readAll()).endsWith("0\r\n\r\n");
        }
    }

    /**
     * Until nothing more is taken though the gateway has the time: between two looks each of its event loops, which
     * take new connections in turn, has answered somebody else, and would have moved what can be moved.
     */
    static void awaitStandstill(TestGateway gateway, AtomicLong written) {
        await().until(() -> written.get() > 0);
        int loops = Runtime.getRuntime().availableProcessors();
        int still = 0;
        for (long before = written.get(); still < STILL; before = written.get()) {
            for (int i = 0; i < 2 * loops; i++) {
                try (RawClient other = new RawClient(gateway.port())) {
                    other.say("GET /public/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                    assertThat(other.readAll()).startsWith("HTTP/1.1 200");
                }
            }
            still = written.get() == before ? still + 1 : 0;
        }
    }

    private static HttpClient client(HttpClient.Version version) {
        return HttpClient.newBuilder().version(version).build();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
                .timeout(Duration.ofSeconds(30));
    }

    static String sha256(InputStream bytes) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[65_536];
        for (int n = bytes.read(buffer); n >= 0; n = bytes.read(buffer)) {
            digest.update(buffer, 0, n);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The bytes that the echo service answers too: 0 to 250, again and again. */
    static final class Pattern extends InputStream {
        private static final byte[] PERIODS = periods();
        private final long length;
        private long position;

        Pattern(long length) {
            this.length = length;
        }

        @Override
        public int read() {
            return position == length ? -1 : (int) (position++ % 251);
        }

        @Override
        public int read(byte[] into, int offset, int count) {
            if (position == length) {
                return -1;
            }
            int start = (int) (position % 251);
            int n = (int) Math.min(Math.min(count, PERIODS.length - start), length - position);
            System.arraycopy(PERIODS, start, into, offset, n);
            position += n;
            return n;
        }

        private static byte[] periods() {
            byte[] bytes = new byte[251 * 512];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (i % 251);
            }
            return bytes;
        }
    }
}
