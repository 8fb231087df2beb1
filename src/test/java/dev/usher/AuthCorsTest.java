package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pages of {@code login.safe-origins} may log in from where they are, and read what comes of it. */
class AuthCorsTest {

    private static final String APP = "https://app.example.com";
    private static final String EVIL = "https://evil.com";
    private static final String JSON = "application/json";
    private static final String ALLOW = "access-control-allow-origin";

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().with("login", "{ safe-origins: [\"" + APP + "\"] }");

    @RegisterExtension
    static final TestGateway alone = TestGateway.usual();

    private final TestClient client = gateway.client();

    @Test
    void theyAreToldBeforehandThatTheyMay() {
        Answer answer = preflight(client, APP);

        assertThat(answer.status()).isEqualTo(204);
        assertReadable(answer);
        assertThat(answer.header("access-control-allow-methods")).isEqualTo("GET, HEAD, POST");
        assertThat(answer.header("access-control-allow-headers")).isEqualTo("content-type, user-token");
    }

    @Test
    void theyLogInWithACookieAndAreKnownByIt() {
        Answer login = client.post(
                "/auth/login",
                "{\"login\":\"alice@example.com\",\"password\":\"wonderland\",\"cookie\":true}",
                fromApp("content-type", JSON));
        assertThat(login.status()).isEqualTo(200);
        assertReadable(login);

        Answer me = client.get("/auth/me", fromApp("cookie", SetCookie.of(login).pair()));
        assertThat(me.json().get("email").asText()).isEqualTo("alice@example.com");
        assertReadable(me);
    }

    @Test
    void theyCanReadWhyTheyAreRefused() {
        Answer wrong = client.post(
                "/auth/login", "{\"login\":\"alice@example.com\",\"password\":\"x\"}", fromApp("content-type", JSON));
        assertThat(wrong.status()).isEqualTo(401);
        assertReadable(wrong);

        Answer nobody = client.get("/auth/me", fromApp("user-token", "us1.made-up"));
        assertThat(nobody.status()).isEqualTo(401);
        assertReadable(nobody);
        assertThat(nobody.header("access-control-expose-headers")).contains("Retry-After");
    }

    @Test
    void otherPagesReadNothing() {
        for (Answer answer : new Answer[] {preflight(client, EVIL), client.get("/auth/me", "origin", EVIL)}) {
            assertThat(answer.headers()).doesNotContainKeys(ALLOW, "access-control-allow-credentials");
            assertThat(answer.headers().get("vary")).contains("Origin");
        }
    }

    @Test
    void whereNoPageIsSafeNoneIsAnswered() {
        assertThat(preflight(alone.client(), APP).status()).isEqualTo(405);
        assertThat(alone.client().get("/auth/me", "origin", APP).headers()).doesNotContainKeys(ALLOW, "vary");
    }

    private static Answer preflight(TestClient client, String origin) {
        return client.send(
                "OPTIONS",
                "/auth/login",
                null,
                "origin",
                origin,
                "access-control-request-method",
                "POST",
                "access-control-request-headers",
                "content-type, user-token");
    }

    private static String[] fromApp(String name, String value) {
        return new String[] {"origin", APP, "sec-fetch-site", "cross-site", name, value};
    }

    private static void assertReadable(Answer answer) {
        assertThat(answer.header(ALLOW)).isEqualTo(APP);
        assertThat(answer.header("access-control-allow-credentials")).isEqualTo("true");
    }
}
