package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.usher.proxy.ServiceNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where a service is, DNS says, and says it anew when it has moved. */
class ServiceNameTest {

    private static final String ONE = "127.0.0.2";
    private static final String TWO = "127.0.0.3";

    /** Nobody listens there. */
    private static final String NONE = "127.0.0.4";

    private static final FakeDns dns = FakeDns.start();
    private static final HttpServer one = serve(ONE, 0);
    private static final HttpServer two = serve(TWO, one.getAddress().getPort());
    private static final String TARGET =
            "target: http://service.test:" + one.getAddress().getPort();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .asking(dns.address())
            .route("/named/**", "{ " + TARGET + ", auth: none }")
            .route("/half/**", "{ " + TARGET.replace("service", "half") + ", auth: none, retries: 0 }")
            .route("/gone/**", "{ " + TARGET.replace("service", "gone") + ", auth: none }");

    private final TestClient client = gateway.client();

    @AfterAll
    static void stop() {
        dns.close();
        one.stop(0);
        two.stop(0);
    }

    @Test
    void aNameIsAskedForAgainWhenItsTimeIsOver() {
        dns.says(1, ONE);
        assertThat(client.get("/named/1").body()).isEqualTo(ONE);
        int before = dns.questions();
        assertThat(client.get("/named/2").body()).isEqualTo(ONE);
        assertThat(dns.questions()).as("believed until then").isLessThanOrEqualTo(before + 1);

        dns.says(1, TWO);

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(client.get("/named/3").body()).isEqualTo(TWO));
    }

    @Test
    void aLongTimeToLiveIsNotBelieved() {
        assertThat(ServiceNames.resolver().getCacheMaxTimeToLive()).isBetween(1, 60);
    }

    @Test
    void everyAddressOfANameIsUsedAndOneThatRefusesCostsLittle() {
        dns.says(60, ONE, NONE, TWO);

        Set<String> seen = new HashSet<>();
        int refused = 0;
        for (int i = 0; i < 60; i++) {
            TestClient.Answer answer = client.post("/half/" + i, "body");
            refused += answer.status() == 200 ? 0 : 1;
            seen.add(answer.body());
        }

        assertThat(seen).contains(ONE, TWO);
        // a third of the connections meet it first, one of 27 three times
        assertThat(refused).isLessThanOrEqualTo(10);
    }

    @Test
    void aNameThatNobodyKnowsIs502() {
        dns.says(1);
        assertThat(client.get("/gone/1").status()).isEqualTo(502);
    }

    /** Answers with its own address, and closes, so that the next request connects anew. */
    private static HttpServer serve(String address, int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 0);
            server.createContext("/", exchange -> {
                exchange.getRequestBody().readAllBytes();
                byte[] body = address.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                exchange.getResponseHeaders().add("Connection", "close");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
