package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Stopping: what has arrived is answered, nothing new is taken, and it ends. */
class DrainTest {

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    private final RawService held = RawService.start();
    private TestGateway gateway = TestGateway.usual();

    @AfterEach
    @SuppressWarnings("NullAway") // the extension does not look at its context
    void close() throws Exception {
        gateway.afterAll(null);
        held.close();
    }

    @SuppressWarnings("NullAway")
    private void start(String drain) throws Exception {
        gateway = TestGateway.usual()
                .with("shutdown", "{ drain: " + drain + ", grace: 50ms }")
                .route("/held/**", "{ target: " + held.url() + ", auth: none }");
        gateway.beforeAll(null);
    }

    @Test
    void whatIsInFlightIsAnsweredAndNothingNewIsTaken() throws Exception {
        start("10s");
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        held.runs(connection -> {
            connection.readHead();
            arrived.countDown();
            await().until(() -> released.getCount() == 0);
            connection.say("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate");
            connection.awaitClose();
        });
        int port = gateway.port();
        TestClient admin = gateway.admin();
        assertThat(admin.get("/health/ready").status()).isEqualTo(200);
        try (RawClient inFlight = new RawClient(port);
                RawClient idle = new RawClient(port)) {
            idle.say("GET /public/0 HTTP/1.1\r\nHost: a\r\n\r\n").readUntil("}}");
            inFlight.say("POST /held/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
            await().until(() -> arrived.getCount() == 0);

            Future<Void> stopped = gateway.usher().stop();

            assertThat(admin.get("/health/ready").status()).isEqualTo(503);
            assertThat(admin.get("/health/live").status()).isEqualTo(200);
            // the other replicas might not hear of it any more
            assertThat(admin.post("/sessions/revoke", "{\"all\":true}").status())
                    .isEqualTo(503);
            assertThat(idle.readAll()).isEmpty();
            await().untilAsserted(
                            () -> assertThatThrownBy(() -> new RawClient(port)).hasMessageContaining("refused"));
            assertThat(stopped.isComplete()).isFalse();
            released.countDown();
            assertThat(inFlight.readAll()).startsWith("HTTP/1.1 200").endsWith("late");
            TestGateway.await(stopped);
        }
        assertThat(gateway.echo().cancelled()).isZero();
    }

    @Test
    void drainingEndsThoughARequestDoesNot() throws Exception {
        start("500ms");
        try (RawClient hanging = new RawClient(gateway.port())) {
            hanging.say("GET /public/1?hang HTTP/1.1\r\nHost: a\r\n\r\n");
            await().until(() -> gateway.echo().inFlight() == 1);
            long start = System.nanoTime();

            TestGateway.await(gateway.usher().stop());

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(400), Duration.ofSeconds(15));
            assertThat(hanging.readAll()).doesNotStartWith("HTTP/1.1 200");
        }
        await().until(() -> gateway.echo().inFlight() == 0);
    }

    @Test
    void stoppingAgainIsStoppingOnce() throws Exception {
        start("5s");

        Future<Void> first = gateway.usher().stop();
        Future<Void> second = gateway.usher().stop();
        TestGateway.await(first);
        TestGateway.await(second);

        TestGateway.await(gateway.usher().stop());
    }
}
