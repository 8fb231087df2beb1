package dev.usher;

import static dev.usher.RawHttp3.DATA;
import static dev.usher.RawHttp3.HEADERS;
import static dev.usher.RawHttp3.frame;
import static dev.usher.RawHttp3.usual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** HTTP/3 has the limits that the older versions have. */
class Http3LimitsTest {

    private static final int EXCESSIVE_LOAD = 0x107;
    private static final int CANCELLED = 0x10c;
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final TestCertificate CERTIFICATE = TestCertificate.usual();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .withTls(CERTIFICATE, "http3: true")
            .with("limits", "{ connections: 3, head: 300ms, requests-per-connection: 300 }");

    @RegisterExtension
    static final TestGateway fair = TestGateway.usual()
            .withTls(CERTIFICATE, "http3: true")
            .with("limits", "{ connections-per-client: 2, requests-per-connection: 2 }");

    private final List<RawHttp3> open = new ArrayList<>();

    @AfterEach
    void close() {
        awaitNobody();
        assertThat(connect(gateway).get("/public/1").status()).isEqualTo(200);
        awaitNobody();
    }

    private void awaitNobody() {
        open.forEach(RawHttp3::close);
        for (TestGateway each : List.of(gateway, fair)) {
            Await.until(() -> Gauges.sum(each, "usher_connections", "") == 0);
            Await.until(() -> Gauges.noRequestIsForwarded(each));
        }
    }

    @Test
    void oneMoreThanAllIsNotLetIn() {
        for (int i = 0; i < 3; i++) {
            connect(gateway);
        }
        assertRefused(gateway, "connections");
        assertThat(open.getFirst().get("/public/1").status()).isEqualTo(200);

        open.removeFirst().close();
        Await.until(() -> Gauges.sum(gateway, "usher_connections", "") == 2);
        assertThat(connect(gateway).get("/public/1").status()).isEqualTo(200);
    }

    @Test
    void oneMoreThanAClientMayHaveIsNotLetIn() {
        connect(fair);
        connect(fair);
        assertRefused(fair, "connections-per-client");
    }

    @Test
    void aConnectionGoesAwayAfterItsLastRequest() {
        RawHttp3 connection = connect(fair);
        RawHttp3.Stream slow = connection
                .open()
                .send(frame(HEADERS, Qpack.block(usual("/public/1"))))
                .send(frame(DATA, new byte[1]));
        Await.until(() -> fair.echo().inFlight() == 1);
        assertThat(connection.get("/public/2").status()).isEqualTo(200);
        assertThat(connection.get("/public/3").status()).isEqualTo(-1);
        assertThat(slow.end().status()).isEqualTo(200);
        connection.awaitClose();
        assertThat(Gauges.sum(fair, "usher_connections_refused_total", "flood")).isZero();
    }

    @Test
    void aHeadHasADeadline() {
        RawHttp3 connection = connect(gateway);
        connection.open().send(new byte[] {HEADERS, 60, 0, 0});
        connection.awaitClose();
    }

    @Test
    void evenIfOctetsComeNowAndThen() {
        RawHttp3 connection = connect(gateway);
        // of 16,000 octets, which would take half a minute
        RawHttp3.Stream stream = connection.open().send(new byte[] {HEADERS, 0x7e, (byte) 0x80});
        Await.until(() -> {
            stream.send(new byte[1]);
            return !connection.isOpen();
        });
    }

    @Test
    void anIdleConnectionHasNone() {
        RawHttp3 connection = connect(gateway);
        assertThat(connection.get("/public/1?delay=700").status()).isEqualTo(200);
        assertThat(connection.get("/public/2").status()).isEqualTo(200);
    }

    @Test
    void aStreamBeyondTheHundredthDoesNotReachAService() {
        RawHttp3 connection = connect(gateway);
        long before = gateway.echo().requests();
        for (int i = 0; i < 100; i++) {
            connection.get("/public/1?hang");
        }
        Await.until(() -> gateway.echo().inFlight() == 100);
        assertThatThrownBy(() -> connection.get("/public/2")).isInstanceOf(IllegalStateException.class);
        assertThat(gateway.echo().requests()).isEqualTo(before + 100);
    }

    /** QUIC has room for others as soon as a client stops some, whose services know of it a moment later. */
    @Test
    void streamsThatWereStoppedCountUntilTheyAreOver() {
        RawHttp3 connection = connect(gateway);
        List<RawHttp3.Stream> stopped = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            stopped.add(connection.get("/public/1?hang"));
        }
        Await.until(() -> forwarded() == 100);
        stopped.forEach(stream -> stream.stop(CANCELLED));
        int more = 0;
        for (int i = 0; i < 100 && more < 50; i++) {
            try {
                connection.get("/public/1?hang");
                more++;
            } catch (IllegalStateException notNow) {
                LockSupport.parkNanos(1_000_000);
            }
        }
        assertThat(forwarded()).isLessThanOrEqualTo(100);
    }

    private static double forwarded() {
        return Gauges.sum(gateway, "usher_service_requests_active", "");
    }

    /** What CVE-2023-44487 is in HTTP/2. */
    @Test
    void requestsThatAreTakenBackEndTheConnection() {
        flood(connection -> {
            RawHttp3.Stream stream = connection.open().send(frame(HEADERS, Qpack.block(usual("/public/1?hang"))));
            stream.reset(CANCELLED);
            stream.stop(CANCELLED);
        });
    }

    @Test
    void answersThatNobodyWantsEndTheConnection() {
        flood(connection -> connection.get("/public/1?hang").stop(CANCELLED));
    }

    @Test
    void framesWithoutContentEndTheConnection() {
        for (int type : new int[] {DATA, 0x21, 0x40}) {
            RawHttp3 connection = connect(gateway);
            RawHttp3.Stream stream = connection.open().send(frame(HEADERS, Qpack.block(usual("/public/1"))));
            for (int i = 0; i < 40 && connection.isOpen(); i++) {
                stream.send(times(1_000, frame(type, new byte[0])));
            }
            assertThat(connection.awaitClose()).isEqualTo(EXCESSIVE_LOAD);
        }
    }

    /** RFC 9114 section 6.2: of control, of QPACK's encoder and decoder, and of no kind that is known. */
    static Stream<Arguments> floods() {
        return Stream.of(
                Arguments.of("frames without meaning", 0, frame(0x21, new byte[0])),
                Arguments.of("frames of an unknown kind", 0, frame(0x3fff_ff00, new byte[20])),
                Arguments.of("priorities", 0, frame(0xf0700, new byte[] {0, 'u', '=', '1'})),
                Arguments.of("limits of pushes", 0, frame(0xd, new byte[] {1})),
                Arguments.of("goodbyes", 0, frame(RawHttp3.GOAWAY, new byte[] {0})),
                Arguments.of("sizes of a table", 2, new byte[] {0x20}),
                Arguments.of("streams that are not read on", 3, new byte[] {0x40}),
                Arguments.of("what is dropped unread", 77, new byte[64]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    void whatStreamsOfOneDirectionSayEndsTheConnectionWhenItIsTooMuch(String what, int kind, byte[] frame) {
        double before = Gauges.sum(gateway, "usher_connections_refused_total", "flood");
        RawHttp3 connection = new RawHttp3(gateway.usher().httpsPort());
        open.add(connection);
        RawHttp3.Stream stream = connection.unidirectional(kind);
        if (kind == 0) {
            stream.send(frame(RawHttp3.SETTINGS, new byte[0]));
        } else {
            connection.greet();
        }
        for (int i = 0; i < 10; i++) {
            stream.send(times(1_000, frame));
        }
        assertThat(connection.get("/public/1").status()).isEqualTo(200);
        for (int i = 0; i < 30 && connection.isOpen(); i++) {
            stream.send(times(1_000, frame));
        }
        assertThat(connection.awaitClose()).isEqualTo(EXCESSIVE_LOAD);
        assertThat(Gauges.sum(gateway, "usher_connections_refused_total", "flood"))
                .isEqualTo(before + 1);
    }

    /** Though QUIC gives room for another when one has ended. */
    @Test
    void streamsOfOneDirectionAreFew() {
        RawHttp3 usual = connect(gateway);
        for (int i = 0; i < 7; i++) {
            usual.unidirectional(77).send(new byte[10]).end();
        }
        assertThat(usual.get("/public/1").status()).isEqualTo(200);
        assertThat(usual.isOpen()).isTrue();

        flood(connection -> connection.unidirectional(77).send(new byte[10]).end());
    }

    /** Whoever may not open another stream at the moment tries again. */
    private void flood(Consumer<RawHttp3> once) {
        RawHttp3 connection = connect(gateway);
        Await.until(() -> {
            try {
                for (int i = 0; i < 100 && connection.isOpen(); i++) {
                    once.accept(connection);
                }
            } catch (IllegalStateException notNow) {
                return !connection.isOpen();
            }
            return !connection.isOpen();
        });
        assertThat(connection.awaitClose()).isEqualTo(EXCESSIVE_LOAD);
    }

    private static byte[] times(int count, byte[] frame) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            all.writeBytes(frame);
        }
        return all.toByteArray();
    }

    private RawHttp3 connect(TestGateway to) {
        RawHttp3 connection = new RawHttp3(to.usher().httpsPort()).greet();
        open.add(connection);
        return connection;
    }

    private static void assertRefused(TestGateway by, String limit) {
        double before = Gauges.sum(by, "usher_connections_refused_total", "\"" + limit + "\"");
        assertThatThrownBy(() -> new RawHttp3(by.usher().httpsPort(), RawHttp3.anyCertificate(), SHORT))
                .isInstanceOf(IllegalStateException.class);
        assertThat(Gauges.sum(by, "usher_connections_refused_total", "\"" + limit + "\""))
                .isGreaterThan(before);
    }
}
