package dev.usher;

import static dev.usher.Pair.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is changed of a user, which strangers may do too, is no use of his sessions. */
class ChangedReplicasIT {

    private static final String ROOT = "/DEMO-APP/DEMO-KEY";
    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TwoPairs both = new TwoPairs().at(time).facade();

    private static final RedisServer redis = both.redis();
    private static final Pair natives = both.natives();

    static Stream<Pair> pairs() {
        return both.all();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aSessionThatIsIdleIsOverWhoeverForgotHisPassword(Pair pair) throws Exception {
        String token = pair.one().aliceToken();
        await().until(() -> !entry().isEmpty());
        // as Redis does by its own clock
        redis.cli("DEL", entry());
        time.pass(Duration.ofMinutes(31));

        assertThat(pair.one()
                        .get(ROOT + "/users/restorepassword/alice%40example.com")
                        .status())
                .isEqualTo(200);

        assertThat(status(pair.one(), token)).isEqualTo(401);
    }

    @Test
    void theOthersHearOfAChangeAndKeepItNoLonger() throws Exception {
        Answer login = natives.one().login("alice@example.com", "wonderland");
        String entry = entry();
        String before = redis.cli("GET", entry);
        redis.cli("PEXPIRE", entry, "60000");

        rename(login);

        await().until(() -> !redis.cli("GET", entry).equals(before));
        assertThat(Long.parseLong(redis.cli("PTTL", entry))).isBetween(1L, 60_000L);
        assertThat(natives.other().get("/orders/1", "user-token", token(login)).received("x-user-name"))
                .containsExactly("Another");
    }

    /** Who restores passwords, as strangers may, has nothing to say about whose a session is. */
    @Test
    void whatNobodyHasSaidIsNotWrittenThere() throws Exception {
        natives.one().login("alice@example.com", "wonderland");
        String entry = entry();
        String before = redis.cli("GET", entry);

        assertThat(natives.one()
                        .get(ROOT + "/users/restorepassword/alice%40example.com")
                        .status())
                .isEqualTo(200);
        // waits until it is stored, after everything before
        natives.one().token("bob@example.com", "builder");

        assertThat(redis.cli("GET", entry)).isEqualTo(before);
    }

    @Test
    void whatIsGoneThereStaysGone() throws Exception {
        Answer login = natives.one().login("alice@example.com", "wonderland");
        String entry = entry();
        redis.cli("DEL", entry);

        rename(login);
        // waits until it is stored, after everything before
        natives.one().token("bob@example.com", "builder");

        assertThat(redis.cli("EXISTS", entry)).isEqualTo("0");
    }

    private static void rename(Answer login) {
        String id = login.json().get("objectId").asText();
        Answer answer = natives.one()
                .send(
                        "PUT",
                        ROOT + "/users/" + id,
                        "{\"name\":\"Another\"}",
                        "user-token",
                        token(login),
                        "content-type",
                        "application/json");
        assertThat(answer.status()).isEqualTo(200);
    }

    private static String token(Answer login) {
        return login.json().get("user-token").asText();
    }

    /** What Redis holds of the only session there is; empty: nothing. */
    private static String entry() throws Exception {
        return redis.cli("KEYS", "*:session:*");
    }
}
