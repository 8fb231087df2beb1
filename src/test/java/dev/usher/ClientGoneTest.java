package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client that leaves, whenever it does, takes its service call with it. */
class ClientGoneTest {

    static final AtomicLong nanos = new AtomicLong();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().at(nanos::get, InstantSource.system());

    private long cancelledBefore;

    @BeforeEach
    void count() {
        cancelledBefore = gateway.echo().cancelled();
    }

    @AfterEach
    void nothingIsLeftOver() {
        gateway.users().faults().clear();
        await().until(() -> Gauges.noRequestIsForwarded(gateway));
        await().until(() -> gateway.echo().inFlight() == 0);
    }

    @Test
    void whileTheServiceThinks() {
        long before = count499();
        try (RawClient client = new RawClient(gateway.port())) {
            client.say("GET /public/1?hang HTTP/1.1\r\nHost: a\r\n\r\n");
            await().until(() -> gateway.echo().inFlight() == 1);
        }
        await().until(() -> gateway.echo().cancelled() == cancelledBefore + 1);
        await().until(() -> count499() == before + 1);
    }

    @Test
    void whileItUploads() {
        try (RawClient client = new RawClient(gateway.port())) {
            client.say("POST /public/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(100_000));
            await().until(() -> gateway.echo().inFlight() == 1);
        }
        await().until(() -> gateway.echo().cancelled() == cancelledBefore + 1);
    }

    @Test
    void whileItUploadsInChunks() {
        try (RawClient client = new RawClient(gateway.port())) {
            client.say("POST /public/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            await().until(() -> gateway.echo().inFlight() == 1);
        }
        await().until(() -> gateway.echo().cancelled() == cancelledBefore + 1);
    }

    @Test
    void whileItDownloads() {
        try (RawClient client = new RawClient(gateway.port())) {
            client.say("GET /public/bytes/100000000 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
        }
        await().until(() -> gateway.echo().cancelled() == cancelledBefore + 1);
        await().until(() ->
                log.accesses().stream().anyMatch(line -> line.contains("/bytes/") && line.contains("\"status\":499")));
    }

    @Test
    void beforeItIsKnownWhoItIs() {
        String token = gateway.client().aliceToken();
        Fault.Held held = Fault.hold();
        gateway.users().faults().set(Operation.VALIDATE, held);
        long requests = gateway.echo().requests();
        long before = count499();
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        try (RawClient client = new RawClient(gateway.port())) {
            client.say("GET /orders/1 HTTP/1.1\r\nHost: a\r\nuser-token: " + token + "\r\n\r\n");
            await().until(() -> held.arrived() == 1);
        }
        await().until(() -> count499() == before + 1);
        held.release();

        assertThat(gateway.client().get("/orders/2", "user-token", token).status())
                .isEqualTo(200);
        assertThat(gateway.echo().requests()).isEqualTo(requests + 1);
    }

    private static long count499() {
        return log.accesses().stream()
                .filter(line -> line.contains("\"status\":499"))
                .count();
    }
}
