package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** Whoever fails, and whatever clients make of it, fills nobody's disk. */
class FailureLogTest {

    private static final int LOOPS = Runtime.getRuntime().availableProcessors();
    private static final FakeTime time = new FakeTime();
    private static final Logger OURS = (Logger) LoggerFactory.getLogger("dev.usher");

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .at(time, time)
            .route("/gone/**", "{ target: http://127.0.0.1:1, auth: none }")
            .route("/unwell/**", "{ target: http://127.0.0.1:1, auth: none, health: { path: /, every: 100ms } }")
            .route("/old/**", "{ target: h2c://127.0.0.1:1, auth: none }");

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        OURS.addAppender(lines);
        OURS.setLevel(Level.WARN);
        OURS.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        OURS.detachAppender(lines);
        OURS.setLevel(null);
        OURS.setAdditive(true);
    }

    @Test
    void itIsSaidOnceAndThenHowOftenItWas() {
        TestClient client = gateway.client();
        String token = client.aliceToken();
        time.pass(Duration.ofSeconds(67));
        gateway.users().faults().set(Operation.VALIDATE, Fault.html());

        for (int i = 0; i < 50; i++) {
            assertThat(client.get("/orders/1", "user-token", token).status()).isEqualTo(502);
        }
        assertThat(said())
                .containsExactly("the user server gave no answer to is-valid: user-server-nonsense is-valid answered "
                        + "HTTP 200 without a code; 0 more since this was said last");

        time.pass(Duration.ofSeconds(10));
        client.get("/orders/1", "user-token", token);
        assertThat(said()).hasSize(2).last().asString().endsWith("; 49 more since this was said last");
    }

    @Test
    void aServiceThatIsGoneIsSaidNowAndThen() {
        for (int i = 0; i < 50 * LOOPS; i++) {
            assertThat(gateway.client().get("/gone/1").status()).isEqualTo(502);
        }
        assertThat(said())
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(10 * LOOPS)
                .allMatch(line -> line.contains(" 502 service-gone: "));
    }

    /** Which of its targets are well is in the metrics, and so is how many wait. */
    @Test
    void aServiceThatIsSparedIsNotSaid() {
        await().until(() -> Gauges.sum(gateway, "usher_service_target_healthy", "/unwell/") == 0);
        lines.list.clear();

        assertThat(gateway.client().get("/unwell/1").body()).contains("service-unhealthy");
        assertThat(said()).isEmpty();
    }

    @Test
    void whatAClientCanHaveAtWillIsNotSaid() {
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("GET /old/1 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n");
            connection.say("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(connection.readHead()).startsWith("HTTP/1.1 501");
        }
        assertThat(said()).isEmpty();
    }

    /** But for what the health check finds out, which may be at any time. */
    private List<String> said() {
        return lines.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> !line.startsWith("/unwell/**: "))
                .toList();
    }
}
