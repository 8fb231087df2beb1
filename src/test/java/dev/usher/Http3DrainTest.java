package dev.usher;

import static dev.usher.RawHttp3.DATA;
import static dev.usher.RawHttp3.HEADERS;
import static dev.usher.RawHttp3.frame;
import static dev.usher.RawHttp3.usual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Stopping over HTTP/3: clients are told, what they sent before they knew is answered, and nothing new is taken. */
class Http3DrainTest {

    private static final long ALL = (1L << 62) - 4;
    private static final long NO_ERROR = 0x100;
    private static final TestCertificate CERTIFICATE = TestCertificate.usual();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway patient =
            TestGateway.usual().withTls(CERTIFICATE, "http3: true").with("shutdown", "{ drain: 10s, grace: 1s }");

    @RegisterExtension
    static final TestGateway quick =
            TestGateway.usual().withTls(CERTIFICATE, "http3: true").with("shutdown", "{ drain: 10s, grace: 20ms }");

    @RegisterExtension
    static final TestGateway hasty = TestGateway.usual()
            .withTls(CERTIFICATE, "http3: true")
            .with("limits", "{ requests-per-connection: 1 }")
            .with("shutdown", "{ drain: 300ms, grace: 0s }");

    @RegisterExtension
    static final TestGateway once = TestGateway.usual()
            .withTls(CERTIFICATE, "http3: true")
            .with("limits", "{ requests-per-connection: 1 }")
            .with("shutdown", "{ drain: 10s, grace: 0s }");

    private final List<RawHttp3> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(RawHttp3::close);
        for (TestGateway each : List.of(patient, quick, hasty, once)) {
            Await.until(() -> each.echo().inFlight() == 0);
        }
    }

    @Test
    void whatIsInFlightIsAnsweredAndNothingNewIsTaken() throws Exception {
        Usher usher = patient.another();
        RawHttp3 connection = connect(usher);
        RawHttp3.Stream slow = connection
                .open()
                .send(frame(HEADERS, Qpack.block(usual("/public/1"))))
                .send(frame(DATA, new byte[1]));
        Await.until(() -> patient.echo().inFlight() == 1);

        Future<Void> stopped = usher.stop();

        Await.until(() -> !connection.goAways().isEmpty());
        assertThat(connection.goAways()).containsExactly(ALL);
        RawHttp3.Stream onItsWay = connection.get("/public/2");
        assertThat(onItsWay.status()).isEqualTo(200);
        Await.until(() -> connection.goAways().size() == 2);
        assertThat(connection.goAways()).containsExactly(ALL, onItsWay.id() + 4);
        long before = patient.echo().requests();
        assertThat(connection.get("/public/3").status()).isEqualTo(-1);
        assertThatThrownBy(() -> connect(usher, Duration.ofMillis(300))).isInstanceOf(IllegalStateException.class);
        assertThat(patient.echo().requests()).isEqualTo(before);
        assertThat(slow.end().status()).isEqualTo(200);
        assertThat(connection.awaitClose()).isEqualTo(NO_ERROR);
        TestGateway.await(stopped);
    }

    /** Its client has what it needs, and its last word of the handshake is on its way. */
    @Test
    void whoIsStillShakingHandsIsNotLetIn() throws Exception {
        Usher usher = patient.another();
        long before = patient.echo().requests();
        try (UdpRelay relay = new UdpRelay(usher.httpsPort()).passing(2);
                RawHttp3 connection = new RawHttp3(relay.port()).greet()) {
            Future<Void> stopped = usher.stop();
            Await.until(() -> takesNoMore(usher));
            relay.passing(1_000);

            assertThat(connection.get("/public/1").status()).isEqualTo(-1);
            TestGateway.await(stopped);
        }
        assertThat(patient.echo().requests()).isEqualTo(before);
    }

    /** As where a packet was lost: the request that came last is not the last one. */
    @Test
    void streamsThatOvertookAnotherAreAnsweredToo() throws Exception {
        Usher usher = patient.another();
        RawHttp3 connection = connect(usher);
        RawHttp3.Stream late = connection.open();
        RawHttp3.Stream early = connection.get("/public/1?delay=300");
        Await.until(() -> patient.echo().inFlight() == 1);
        late.send(frame(HEADERS, Qpack.block(usual("/public/2?delay=300")))).end();
        Await.until(() -> patient.echo().inFlight() == 2);

        Future<Void> stopped = usher.stop();

        assertThat(late.status()).isEqualTo(200);
        assertThat(early.status()).isEqualTo(200);
        Await.until(() -> connection.goAways().equals(List.of(ALL, early.id() + 4)));
        TestGateway.await(stopped);
    }

    /** A client that heard of that might send again what a service has done. */
    @Test
    void whatIsCutIsNotSaidNotToHaveBeenTaken() throws Exception {
        Usher usher = hasty.another();
        RawHttp3 connection = connect(usher);
        RawHttp3.Stream hanging = connection.get("/public/1?hang");
        Await.until(() -> hasty.echo().inFlight() == 1);
        long start = System.nanoTime();

        TestGateway.await(usher.stop());

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(250), Duration.ofSeconds(8));
        connection.awaitClose();
        assertThat(hanging.heard()).isEmpty();
        assertThat(connection.goAways()).allMatch(id -> id == hanging.id() + 4);
    }

    @Test
    void aConnectionAtItsLastRequestIsAnsweredToo() throws Exception {
        Usher usher = once.another();
        RawHttp3 connection = connect(usher);
        RawHttp3.Stream last = connection
                .open()
                .send(frame(HEADERS, Qpack.block(usual("/public/1"))))
                .send(frame(DATA, new byte[1]));
        Await.until(() -> connection.goAways().equals(List.of(last.id() + 4)));

        Future<Void> stopped = usher.stop();
        Await.until(() -> takesNoMore(usher));

        assertThat(last.end().status()).isEqualTo(200);
        TestGateway.await(stopped);
    }

    /** It sends until it hears; what is beyond the last one was not taken, and may be sent elsewhere. */
    @Test
    void aClientThatObeysGoAwayLosesNoRequest() throws Exception {
        for (int i = 0; i < 3; i++) {
            Usher usher = quick.another();
            RawHttp3 connection = connect(usher);
            long before = quick.echo().requests();
            List<RawHttp3.Stream> sent = new ArrayList<>();
            Future<Void> stopped = Future.succeededFuture();
            while (connection.goAways().isEmpty()) {
                sent.add(connection.get("/public/" + sent.size()));
                if (sent.size() == 20) {
                    stopped = usher.stop();
                }
                Await.until(() -> connection.mayOpen() || !connection.goAways().isEmpty());
            }
            assertThat(connection.awaitClose()).isEqualTo(NO_ERROR);
            long last = connection.goAways().getLast();
            List<RawHttp3.Stream> taken =
                    sent.stream().filter(each -> each.id() < last).toList();
            assertThat(taken)
                    .allMatch(each -> each.status() == 200 && each.heard().endsWith("}"));
            assertThat(sent.subList(taken.size(), sent.size()))
                    .allMatch(each -> each.heard().isEmpty());
            assertThat(quick.echo().requests()).isEqualTo(before + taken.size());
            TestGateway.await(stopped);
        }
    }

    private static boolean takesNoMore(Usher usher) {
        try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), usher.httpsPort())) {
            return !connection.isConnected();
        } catch (IOException refused) {
            return true;
        }
    }

    private RawHttp3 connect(Usher to) {
        return connect(to, Duration.ofSeconds(10));
    }

    private RawHttp3 connect(Usher to, Duration patience) {
        RawHttp3 connection = new RawHttp3(to.httpsPort(), RawHttp3.anyCertificate(), patience).greet();
        open.add(connection);
        return connection;
    }
}
