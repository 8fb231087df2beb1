package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nobody listens where the user server should be. */
class UnreachableTest {

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .with("auth", "{ url: \"http://127.0.0.1:1/app/key\" }")
            .with("session", "{ tokens: native }");

    private final TestClient client = gateway.client();

    @Test
    void nobodyCanLogInAndNobodyIsLoggedOut() {
        assertUnreachable(client.login("alice@example.com", "wonderland"));
        assertUnreachable(client.get("/orders/1", "user-token", "TOKEN-OF-SOMEBODY"));
        assertUnreachable(client.get("/auth/valid", "user-token", "TOKEN-OF-SOMEBODY"));
        assertUnreachable(client.get("/auth/me", "user-token", "TOKEN-OF-SOMEBODY"));
    }

    @Test
    void whatNeedsNoUserServerGoesOn() {
        assertThat(client.get("/public/1", "user-token", "TOKEN-OF-SOMEBODY").status())
                .isEqualTo(200);
        assertThat(client.get("/optional/1").status()).isEqualTo(200);
        assertThat(client.get("/orders/1").status()).isEqualTo(401);
        assertThat(client.post("/auth/login", "{}").status()).isEqualTo(400);
        assertThat(client.get("/auth/valid").body()).isEqualTo("false");
    }

    @Test
    void aLogoutStillIsOne() {
        assertThat(client.post("/auth/logout", "", "user-token", "ANOTHER-TOKEN")
                        .status())
                .isEqualTo(204);
        assertThat(client.get("/auth/valid", "user-token", "ANOTHER-TOKEN").body())
                .isEqualTo("false");
    }

    private static void assertUnreachable(Answer answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isNotNull();
        assertThat(answer.json().get("code").asText()).isEqualTo("user-server-unreachable");
        assertThat(answer.body()).doesNotContain("127.0.0.1").doesNotContain("TOKEN");
    }
}
