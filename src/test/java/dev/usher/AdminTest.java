package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The admin listener: health is for everybody who reaches it, the rest wants the token. */
class AdminTest {

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .with(
                    "listen",
                    "{ http: { host: 127.0.0.1, port: 0 },"
                            + " admin: { host: 127.0.0.1, port: 0, token: an-admin-token-of-some-length } }");

    @RegisterExtension
    static final TestGateway untouched = TestGateway.usual();

    private final TestClient admin = gateway.admin();

    @Test
    void healthIsOpen() {
        assertThat(admin.get("/health/live").json().get("status").asText()).isEqualTo("live");
        assertReadyWhileTheUserServerIs("unknown", untouched.admin());

        gateway.client().aliceToken();

        JsonNode userServer = assertReadyWhileTheUserServerIs("answering", admin);
        assertThat(Instant.parse(userServer.get("lastAnswer").asText())).isBeforeOrEqualTo(Instant.now());
    }

    /** Another gateway would not reach it either, and what needs no user goes on. */
    @Test
    void aUserServerThatFailsTakesNoGatewayOutOfService() {
        gateway.users().faults().set(Operation.LOGIN, Fault.serverError());
        gateway.client().login("alice@example.com", "wonderland");

        JsonNode userServer = assertReadyWhileTheUserServerIs("failing", admin);
        assertThat(Instant.parse(userServer.get("lastFailure").asText())).isBeforeOrEqualTo(Instant.now());
    }

    private static JsonNode assertReadyWhileTheUserServerIs(String state, TestClient admin) {
        Answer ready = admin.get("/health/ready");
        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.json().get("status").asText()).isEqualTo("ready");
        JsonNode userServer = ready.json().get("userServer");
        assertThat(userServer.get("state").asText()).isEqualTo(state);
        return userServer;
    }

    @Test
    @Tag("T24")
    void metricsWantTheToken() {
        assertThat(admin.get("/metrics").status()).isEqualTo(401);
        assertThat(admin.get("/metrics", "authorization", "Bearer wrong").status())
                .isEqualTo(401);
        assertThat(admin.get("/metrics", "authorization", "an-admin-token-of-some-length")
                        .status())
                .isEqualTo(401);

        Answer metrics = admin.get("/metrics", "authorization", "Bearer an-admin-token-of-some-length");
        assertThat(metrics.status()).isEqualTo(200);
        assertThat(metrics.header("content-type")).startsWith("text/plain; version=0.0.4");
        assertThat(metrics.body()).contains("usher_service_connections").contains("usher_service_requests_active");
    }

    /** A page in a browser on the same machine can have its own name point here, and is then of the same origin. */
    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:PORT", "localhost.evil.example", "192.0.2.1:PORT", ""})
    @Tag("T24")
    void whoComesByAnotherNameSeesAndEndsNothing(String host) {
        assertThat(by(host, "GET /metrics")).startsWith("HTTP/1.1 403");
        assertThat(by(host, "GET /sessions")).startsWith("HTTP/1.1 403");
        assertThat(by(host, "POST /sessions/revoke")).startsWith("HTTP/1.1 403");
        assertThat(by(host, "GET /health/live")).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:PORT", "127.0.0.1:PORT", "127.8.8.8", "[::1]:PORT"})
    void whoComesToThisMachineNeedsNoToken(String host) {
        assertThat(by(host, "GET /metrics")).startsWith("HTTP/1.1 200");
        assertThat(by(host, "GET /sessions")).startsWith("HTTP/1.1 200");
    }

    private static String by(String host, String request) {
        String named = host.replace("PORT", Integer.toString(untouched.admin().port()));
        return untouched
                .admin()
                .raw(request + " HTTP/1.1\r\nHost: " + named + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }

    @Test
    void whatIsNotThereLooksLikeWhatIsNotAllowed() {
        assertThat(admin.get("/nothing").status()).isEqualTo(401);
        assertThat(admin.get("/nothing", "authorization", "Bearer an-admin-token-of-some-length")
                        .status())
                .isEqualTo(404);
        assertThat(admin.send("POST", "/metrics", "x", "authorization", "Bearer an-admin-token-of-some-length")
                        .status())
                .isEqualTo(405);
    }

    @Test
    @Tag("T9")
    void theGatewayItselfShowsNothingOfIt() {
        assertThat(gateway.client().get("/metrics").status()).isEqualTo(404);
        assertThat(gateway.client().get("/health/ready").status()).isEqualTo(404);
    }
}
