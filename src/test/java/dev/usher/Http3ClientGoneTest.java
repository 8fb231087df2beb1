package dev.usher;

import static dev.usher.RawHttp3.DATA;
import static dev.usher.RawHttp3.HEADERS;
import static dev.usher.RawHttp3.frame;
import static dev.usher.RawHttp3.usual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@link ClientGoneTest} says of older versions: a stream that its client ends takes its service call with it. */
@SuppressWarnings("NullAway.Init")
class Http3ClientGoneTest {

    private static final int CANCELLED = 0x10c;
    private static final TestCertificate CERTIFICATE = TestCertificate.usual();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().withTls(CERTIFICATE, "http3: true");

    private RawHttp3 connection;
    private long cancelledBefore;
    private long goneBefore;

    @BeforeEach
    void connect() {
        connection = new RawHttp3(gateway.usher().httpsPort()).greet();
        cancelledBefore = gateway.echo().cancelled();
        goneBefore = count499();
    }

    @AfterEach
    void theCallIsCancelledAndTheConnectionGoesOn() {
        await().until(() -> gateway.echo().cancelled() == cancelledBefore + 1);
        await().until(() -> count499() == goneBefore + 1);
        await().until(() -> Gauges.noRequestIsForwarded(gateway));
        await().until(() -> gateway.echo().inFlight() == 0);
        if (connection.isOpen()) {
            assertThat(connection.get("/public/after").status()).isEqualTo(200);
        }
        connection.close();
    }

    @Test
    void whenItStopsListeningWhileTheServiceThinks() {
        RawHttp3.Stream stream = connection.get("/public/1?hang");
        await().until(() -> gateway.echo().inFlight() == 1);
        stream.stop(CANCELLED);
    }

    @Test
    void whenItStopsListeningWhileItIsAnswered() {
        RawHttp3.Stream stream = connection.get("/public/bytes/100000000");
        assertThat(stream.status()).isEqualTo(200);
        stream.stop(CANCELLED);
    }

    @Test
    void whenItTakesBackWhatItUploads() {
        RawHttp3.Stream stream = uploading();
        stream.reset(CANCELLED);
    }

    @Test
    void whenItDoesBoth() {
        RawHttp3.Stream stream = uploading();
        stream.reset(CANCELLED);
        stream.stop(CANCELLED);
    }

    @Test
    void whenItsConnectionEnds() {
        connection.get("/public/1?hang");
        await().until(() -> gateway.echo().inFlight() == 1);
        connection.close();
    }

    private RawHttp3.Stream uploading() {
        String[] head = usual("/public/1");
        head[1] = "POST";
        RawHttp3.Stream stream = connection.open().send(frame(HEADERS, Qpack.block(head)));
        stream.send(frame(DATA, new byte[10_000]));
        await().until(() -> gateway.echo().inFlight() == 1);
        return stream;
    }

    private static long count499() {
        return log.accesses().stream()
                .filter(line -> line.contains("\"status\":499"))
                .count();
    }
}
