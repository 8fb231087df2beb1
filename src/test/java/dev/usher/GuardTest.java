package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.RawHttp.Heard;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requirements of docs/SECURITY-TESTS.md as their advisories tell them. */
class GuardTest {

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route("/**", "ECHO")
            .route("/health", "{ target: ECHO, auth: none }")
            .route("/ruled/**", "{ target: ECHO, rules: [{ path: /ruled/health }, { roles: [boss] }] }");

    private final String alice = gateway.client().aliceToken();

    @Test
    @Tag("T3")
    void whatConnectionNominatesGoesAndWhatTheGatewayWritesStays() {
        Heard heard = RawHttp.say(
                gateway.port(),
                "GET /orders/1 HTTP/1.1\r\nHost: a\r\nUser-Token: " + alice
                        + "\r\nAuthorization: Basic ZXZpbA==\r\nX-User-Id: evil\r\nX-Forwarded-For: 6.6.6.6"
                        + "\r\nConnection: close"
                        + "\r\nConnection: close, X-User-Id, X-Forwarded-For, Authorization, User-Token\r\n\r\n");

        assertThat(heard.status()).isEqualTo(200);
        assertThat(heard.text())
                .contains(
                        "{\"name\":\"X-User-Id\",\"value\":\"" + gateway.users().objectId("alice@example.com") + "\"}")
                .contains("{\"name\":\"x-forwarded-for\",\"value\":\"127.0.0.1\"}")
                .doesNotContain("ZXZpbA==", "6.6.6.6", "evil", alice);
    }

    @ParameterizedTest
    @CsvSource({
        "/health, 200",
        "/health?x, 200",
        "/x?y=/health, 401",
        "/x#/health, 400",
        "/healthz/../x, 400",
        "/healthz, 401",
        "/health/x, 401",
        "/x/health, 401",
        "/HEALTH, 401",
        "/health%2f..%2fx, 400",
        "/health%20, 401"
    })
    @Tag("T7")
    void aPublicPathIsThatPathAndNoOther(String target, int status) {
        Heard heard =
                RawHttp.say(gateway.port(), "GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        assertThat(heard.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"/ruled/x?y=/ruled/health", "/ruled/healthz", "/ruled/x/ruled/health"})
    @Tag("T7")
    void aRuleTakesItsPathAloneAndNothingThatNamesIt(String target) {
        assertThat(gateway.client().get(target, "user-token", alice).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "WebSocket", "TLS/1.2", "websocket, h2c"})
    @Tag("T14")
    void anUpgradeWithoutATokenIs401AndTheServiceHearsNothing(String protocol) {
        long before = gateway.echo().requests();

        try (RawClient client = new RawClient(gateway.port())) {
            client.say("GET /orders/1 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: " + protocol
                    + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 401").doesNotContainIgnoringCase("upgrade:");
        }

        assertThat(gateway.echo().requests()).isEqualTo(before);
    }
}
