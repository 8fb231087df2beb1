package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a newcomer does in the first minute, end to end. */
class FirstMinuteTest {

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual();

    private final TestClient client = gateway.client();

    @Test
    void aUserLogsInAndAServiceIsToldWhoItIs() {
        Answer login = client.login("alice@example.com", "wonderland");
        assertThat(login.status()).isEqualTo(200);
        assertThat(login.json().get("email").asText()).isEqualTo("alice@example.com");

        Answer order = client.get(
                "/orders/1", "user-token", login.json().get("user-token").asText());

        assertThat(order.status()).isEqualTo(200);
        assertThat(order.receivedTarget()).isEqualTo("/orders/1");
        assertThat(order.received("X-User-Id")).containsExactly(gateway.users().objectId("alice@example.com"));
        assertThat(order.received("X-User-Email")).containsExactly("alice@example.com");
        assertThat(order.received("X-User-Name")).containsExactly("Alice");
        assertThat(order.received("X-User-Roles")).containsExactly("Manager");
        assertThat(order.received("user-token")).isEmpty();
    }

    @Test
    void withoutATokenAProtectedRouteIs401AndAPublicOneIsNot() {
        Answer refused = client.get("/orders/1");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("content-type")).isEqualTo("application/problem+json");
        assertThat(refused.header("www-authenticate")).isEqualTo("Bearer");

        Answer open = client.get("/public/1", "X-User-Id", "evil");
        assertThat(open.status()).isEqualTo(200);
        assertThat(open.received("X-User-Id")).isEmpty();
    }

    @Test
    void afterALogoutTheTokenIsWorthNothing() {
        String token = client.aliceToken();
        assertThat(client.get("/auth/valid", "user-token", token).body()).isEqualTo("true");

        assertThat(client.post("/auth/logout", "", "user-token", token).status())
                .isEqualTo(204);

        assertThat(client.get("/auth/valid", "user-token", token).body()).isEqualTo("false");
        assertThat(client.get("/orders/1", "user-token", token).status()).isEqualTo(401);
    }

    @Test
    void aKnownSessionCostsNoCallToTheUserServer() {
        String token = client.aliceToken();
        long before = gateway.users().calls(Operation.VALIDATE);

        for (int i = 0; i < 10; i++) {
            assertThat(client.get("/orders/" + i, "user-token", token).status()).isEqualTo(200);
        }

        assertThat(gateway.users().calls(Operation.VALIDATE)).isEqualTo(before);
    }

    @Test
    void onlyAManagerReachesTheManagers() {
        String alice = client.aliceToken();
        String bob = client.token("bob@example.com", "builder");

        assertThat(client.get("/managers/1", "user-token", alice).status()).isEqualTo(200);
        assertThat(client.get("/managers/1", "user-token", bob).status()).isEqualTo(403);
    }
}
