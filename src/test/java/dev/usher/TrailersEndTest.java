package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where a client's trailers do not go: behind a body whose end is known without them, and to the user server. */
class TrailersEndTest {

    @RegisterExtension
    static final RawService service = RawService.start();

    /** Its user server is the service. */
    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route("/raw/**", "{ target: " + service.url() + ", auth: none }")
            .with("auth", "{ url: " + service.url() + "/APP/KEY }")
            .with("login", "{ facade: [ids, domain] }");

    private static final TrailedClient client = new TrailedClient(gateway);

    /** A service would take them for the next request. */
    @Test
    @Tag("T18")
    void nothingIsBehindABodyWithALength() {
        CompletableFuture<String> behind = new CompletableFuture<>();
        service.runs(connection -> {
            connection.readHead();
            connection.readUntil("hello");
            connection.say("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            behind.complete(connection.readHead());
        });

        client.say(2, "/raw/1", "hello", List.of("content-length", "5"), "x-sum", "1");

        assertThat(behind).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("");
    }

    @Test
    @Tag("T1")
    void theUserServerGetsNone() {
        service.runs(TrailedService::http1);
        String head = "POST /api/services/Cart/fill HTTP/1.1\r\nHost: a\r\nContent-Type: application/json"
                + "\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\nConnection: close";

        String passed = client.lines(head + "\r\n\r\n2\r\n{}\r\n0\r\nX-Sum: evil\r\n\r\n");

        assertThat(passed).contains("post /app/key/services/cart/fill").doesNotContain("x-sum", "evil");
    }
}
