package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Spellings of a request that a service takes for another one must not get around the rules for that one. */
class EvasionTest {

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route("/rules/**", "{ target: ECHO, rules: [{ methods: [POST], roles: [boss] }, {}] }")
            .route("/exports/**", "{ target: ECHO, rules: [{ path: /exports/all, roles: [boss] }, {}] }")
            .route("/secret", "{ target: ECHO, roles: [boss] }")
            .route("/**", "{ target: ECHO, auth: none }");

    private final TestClient client = gateway.client();

    @ParameterizedTest
    @ValueSource(strings = {"post", "Post", "trace", "connect", "get", "PO\u00d6ST"})
    void aMethodInAnotherCaseIsRefused(String method) {
        long before = gateway.echo().requests();
        String token = client.token("bob@example.com", "builder");

        String answer = client.raw(method + " /rules/a HTTP/1.1\r\nHost: a\r\nuser-token: " + token + "\r\n\r\n");

        assertThat(answer).matches("(?s)HTTP/1\\.[01] 400 .*");
        assertThat(gateway.echo().requests()).isEqualTo(before);
    }

    @Test
    void aMethodHas32LettersAtMost() {
        assertThat(client.raw("A".repeat(32) + " /public/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(client.raw("A".repeat(33) + " /public/1 HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(client.raw("A".repeat(300) + " /public/1 HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
    }

    @ParameterizedTest
    @CsvSource({
        "/exports/all, 403",
        "/exports/all/, 403",
        "/exports/all//, 403",
        "/exports/some, 200",
        "/secret, 403",
        "/secret/, 403",
        "/secret//, 403"
    })
    void aFinalSlashGetsAroundNothing(String path, int status) {
        String token = client.token("bob@example.com", "builder");

        assertThat(client.get(path, "user-token", token).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Content_Length", "Transfer_Encoding", "transfer.encoding", "Authoriz-ation", "Proxy", "H_ost"})
    void aFieldThatAServiceMayReadAsAnotherOneDoesNotPass(String name) {
        Answer answer = client.get("/public/1", name, "chunked");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.received(name)).isEmpty();
    }

    @Test
    void aTabAfterTheSchemeIsAsGoodAsASpace() {
        String token = client.aliceToken();

        Answer answer = client.get("/optional/1", "Authorization", "Bearer\t" + token);

        assertThat(answer.received("X-User-Email")).containsExactly("alice@example.com");
        assertThat(answer.received("Authorization")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"__Host-session=", "__HOST-session=", "__Host-session%20=", "%3D__Host-session="})
    void aServiceCannotPlantASession(String cookie) {
        String planted = "/public/1?header=Set-Cookie:" + cookie + "us1.evil&header=Set-Cookie:theme=dark";

        assertThat(client.get(planted).headers().get("set-cookie")).containsExactly("theme=dark");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /auth/logout", "GET /auth/valid"})
    void aBodyThatNobodyReadsDoesNotHoldTheConnection(String request) {
        String answer = client.raw(request + " HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\nx");

        assertThat(answer).startsWith("HTTP/1.1 20").containsIgnoringCase("connection: close");
    }
}
