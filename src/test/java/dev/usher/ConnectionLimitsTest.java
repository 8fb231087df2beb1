package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections are counted from the moment they stand, before they have said anything. */
class ConnectionLimitsTest {

    private static final String GET = "GET /public/1 HTTP/1.1\r\nHost: a\r\n\r\n";

    @RegisterExtension
    static final TestGateway few = TestGateway.usual().with("limits", "{ connections: 4, requests-per-connection: 2 }");

    @RegisterExtension
    static final TestGateway fair = TestGateway.usual().with("limits", "{ connections-per-client: 3 }");

    @RegisterExtension
    static final TestGateway behindProxy =
            TestGateway.usual().with("trusted-proxies", "[127.0.0.1]").with("limits", "{ connections-per-client: 3 }");

    private final List<RawClient> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(RawClient::close);
        for (TestGateway gateway : List.of(few, fair, behindProxy)) {
            await().until(() -> Gauges.sum(gateway, "usher_connections", "") == 0);
        }
    }

    @Test
    void oneMoreThanAllIsClosedAsItComes() {
        connect(few, 4);
        assertRefused(few);
        assertThat(Gauges.sum(few, "usher_connections_refused_total", "connections"))
                .isPositive();

        open.removeFirst().close();
        await().until(() -> Gauges.sum(few, "usher_connections", "") == 3);
        assertServed(few);
    }

    @Test
    void oneMoreThanAClientMayHaveIsClosedAsItComes() {
        connect(fair, 3);
        assertRefused(fair);

        open.removeFirst().close();
        await().until(() -> Gauges.sum(fair, "usher_connections", "") == 2);
        assertServed(fair);
    }

    @Test
    void aTrustedProxyIsNotOneClient() {
        connect(behindProxy, 5);
        assertServed(behindProxy);
    }

    @Test
    void aConnectionEndsAfterItsLastRequest() {
        try (RawClient connection = new RawClient(few.port())) {
            connection.say(GET);
            assertThat(connection.readUntil("}}"))
                    .startsWith("HTTP/1.1 200")
                    .doesNotContainIgnoringCase("connection: close");
            connection.say(GET);
            assertThat(connection.readAll()).startsWith("HTTP/1.1 200").containsIgnoringCase("connection: close");
        }
    }

    @Test
    void anHttp2ConnectionIsToldToGoAwayAfterItsLastRequest() {
        double before = Gauges.sum(few, "usher_connections_refused_total", "flood");
        try (Http2Client connection = new Http2Client(few.port())) {
            connection.greet();
            assertThat(connection.get(1, "/public/1")).isEqualTo(200);
            connection.frame(
                    Http2Client.HEADERS,
                    Http2Client.END_STREAM | Http2Client.END_HEADERS,
                    3,
                    Http2Client.requestBlock("/public/1"));
            assertThat(connection.goAwayError()).isZero();
            connection.awaitClose();
        }
        assertThat(Gauges.sum(few, "usher_connections_refused_total", "flood")).isEqualTo(before);
    }

    @Test
    void whatComesAllTheSameIsRefusedAndTooMuchOfItCutOff() {
        try (Http2Client connection = new Http2Client(few.port())) {
            connection.greet();
            connection.send(heads(1, 2, "/public/1?hang"));
            int next = 5;
            for (int i = 0; i < 21; i++, next += 2_000) {
                connection.send(heads(next, 1_000, "/"));
            }
            connection.awaitClose();
        } catch (UncheckedIOException closedWhileSending) {
            // that is an end, too
        }
        await().until(() -> few.echo().inFlight() == 0);
    }

    private static byte[] heads(int firstStream, int count, String path) {
        ByteArrayOutputStream heads = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            heads.writeBytes(Http2Client.bytes(
                    Http2Client.HEADERS,
                    Http2Client.END_STREAM | Http2Client.END_HEADERS,
                    firstStream + 2 * i,
                    Http2Client.requestBlock(path)));
        }
        return heads.toByteArray();
    }

    private void connect(TestGateway gateway, int count) {
        for (int i = 0; i < count; i++) {
            open.add(new RawClient(gateway.port()));
        }
        await().until(() -> Gauges.sum(gateway, "usher_connections", "") == count);
    }

    private static void assertRefused(TestGateway gateway) {
        try (RawClient connection = new RawClient(gateway.port())) {
            assertThat(connection.readAll()).isIn("", "<reset>");
        }
    }

    private static void assertServed(TestGateway gateway) {
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say(GET);
            assertThat(connection.readHead()).startsWith("HTTP/1.1 200");
        }
    }
}
