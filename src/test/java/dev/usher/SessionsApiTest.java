package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.TestClient.Answer;
import dev.usher.sandbox.LoginPolicy;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators see of sessions, and who may ask. */
class SessionsApiTest {

    private static final FakeTime time = new FakeTime();
    private static final String[] TOKEN = {"authorization", "Bearer an-admin-token-of-some-length"};

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .at(time, time)
            .with("trusted-proxies", "[127.0.0.1]")
            .with(
                    "listen",
                    "{ http: { host: 127.0.0.1, port: 0 },"
                            + " admin: { host: 127.0.0.1, port: 0, token: an-admin-token-of-some-length } }");

    private final TestClient admin = gateway.admin();
    private final TestClient client = gateway.client();
    private final String alice = gateway.users().objectId("alice@example.com");

    @BeforeEach
    void nobodyIsThere() {
        gateway.users().settings(gateway.users().settings().withLogins(LoginPolicy.SIDE_BY_SIDE));
        assertThat(admin.post("/sessions/revoke", "{\"all\":true}", TOKEN).status())
                .isEqualTo(200);
        time.pass(Duration.ofSeconds(3));
    }

    @Test
    void aSessionHasItsAgeAndWhoUsedItLast() {
        String token = client.aliceToken();
        time.pass(Duration.ofSeconds(40));
        client.get("/orders/1", "user-token", token, "x-forwarded-for", "192.0.2.7");
        time.pass(Duration.ofSeconds(3));

        JsonNode session = sessions("").get(0);

        assertThat(session.get("age-seconds").asLong()).isEqualTo(43);
        assertThat(session.get("unused-seconds").asLong()).isEqualTo(3);
        assertThat(session.get("address").asText()).isEqualTo("192.0.2.7");
        assertThat(session.get("token-hash").asText()).matches("[0-9a-f]{64}");
        assertThat(session.toString()).doesNotContain(token);
    }

    @Test
    void aLoginIsAUseAndAnAnswerOfTheUserServerForgetsNobody() {
        String token = client.token("alice@example.com", "wonderland");
        assertThat(sessions("").get(0).get("address").asText()).isEqualTo("127.0.0.1");

        time.pass(Duration.ofSeconds(67));
        client.get("/orders/1", "user-token", token, "x-forwarded-for", "192.0.2.8");

        assertThat(sessions("").get(0).get("address").asText()).isEqualTo("192.0.2.8");
    }

    @Test
    void thereAreAsManyAsThereAre() {
        client.aliceToken();
        client.token("bob@example.com", "builder");

        assertThat(get("/sessions").json().get("count").asLong()).isEqualTo(2);
        assertThat(sessions("")).hasSize(1);
        assertThat(get("/sessions?user=nobody").json().get("sessions")).isEmpty();
    }

    @Test
    void manyComeInPages() {
        IntStream.range(0, 5).forEach(i -> client.aliceToken());
        List<String> all = hashes(sessions(""));

        JsonNode first = get("/sessions?limit=2&user=" + alice).json();
        JsonNode second = page(first);
        JsonNode third = page(second);

        assertThat(all).hasSize(5).isSorted();
        assertThat(hashes(first.get("sessions"))).isEqualTo(all.subList(0, 2));
        assertThat(hashes(second.get("sessions"))).isEqualTo(all.subList(2, 4));
        assertThat(hashes(third.get("sessions"))).isEqualTo(all.subList(4, 5));
        assertThat(third.has("next")).isFalse();
    }

    private JsonNode page(JsonNode before) {
        return get("/sessions?limit=2&user=" + alice + "&after="
                        + before.get("next").asText())
                .json();
    }

    @Test
    void aFullPageThatIsTheLastHasNoNext() {
        client.aliceToken();

        assertThat(get("/sessions?limit=1&user=" + alice).json().has("next")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?limit=5",
                "?after=" + "00000000000000000000000000000000" + "00000000000000000000000000000000",
                "?user=a&limit=0",
                "?user=a&limit=1001",
                "?user=a&limit=-1",
                "?user=a&limit=",
                "?user=a&after=xyz",
                "?user=a&after=",
                "?user=a&user=b",
                "?user=a&page=2",
                "?User=a"
            })
    void whatIsNotMeantIs400(String query) {
        assertThat(get("/sessions" + query).status()).isEqualTo(400);
    }

    @Test
    @Tag("T24")
    void withoutTheTokenNobodySeesOrEndsAnything() {
        String token = client.aliceToken();

        assertThat(admin.get("/sessions").status()).isEqualTo(401);
        assertThat(admin.post("/sessions/revoke", "{\"all\":true}").status()).isEqualTo(401);
        assertThat(client.get("/orders/1", "user-token", token).status()).isEqualTo(200);
    }

    /** On a machine where the listener wants no token, any page in any browser could. */
    @Test
    @Tag("T24")
    void aPageInABrowserSeesAndEndsNothing() {
        String[] fields = {TOKEN[0], TOKEN[1], "origin", "http://127.0.0.1:9090"};

        assertThat(admin.get("/sessions", fields).status()).isEqualTo(403);
        assertThat(admin.post("/sessions/revoke", "{\"all\":true}", fields).status())
                .isEqualTo(403);
    }

    @Test
    void onlyThoseTwoAreThere() {
        assertThat(get("/sessions/revoke").status()).isEqualTo(405);
        assertThat(get("/sessionsx").status()).isEqualTo(404);
        assertThat(admin.send("DELETE", "/sessions", null, TOKEN).status()).isEqualTo(405);
    }

    private JsonNode sessions(String more) {
        return get("/sessions?user=" + alice + more).json().get("sessions");
    }

    private Answer get(String path) {
        return admin.get(path, TOKEN);
    }

    private static List<String> hashes(JsonNode sessions) {
        return sessions.valueStream()
                .map(session -> session.get("token-hash").asText())
                .toList();
    }
}
