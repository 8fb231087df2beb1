package dev.usher;

import static dev.usher.Pair.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is in Redis, nobody else can read, and nobody can change. */
class StoredIT {

    private static final Duration SOON = Duration.ofSeconds(1);

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TwoPairs both = new TwoPairs();

    private static final RedisServer redis = both.redis();
    private static final Pair natives = both.natives();

    @Test
    void redisHoldsNothingThatCanBeRead() throws Exception {
        String alice = natives.one().aliceToken();
        String bob = natives.one().token("bob@example.com", "builder");
        natives.one().post("/auth/logout", "", "user-token", bob);
        await().until(() -> redis.cli("KEYS", "*").lines().count() == 2);

        StringBuilder everything = new StringBuilder(redis.cli("KEYS", "*"));
        for (String key : sessions()) {
            everything.append(redis.cli("--raw", "GET", key));
        }
        everything.append(redis.cli("--raw", "XRANGE", redis.cli("KEYS", "*:revocations"), "-", "+"));

        assertThat(everything.toString())
                .contains("ue1.")
                .doesNotContain(alice, bob, "alice@example.com", "objectId", "X-User");
    }

    @Test
    void anEntryThatWasMovedIsNobodys() throws Exception {
        natives.one().aliceToken();
        String entry = sessions().getFirst();
        String token = natives.one().token("bob@example.com", "builder");
        String bobs = sessions().stream()
                .filter(key -> !key.equals(entry))
                .findFirst()
                .orElseThrow();

        redis.cli("COPY", entry, bobs, "REPLACE");

        assertUnknown(natives.other().get("/orders/1", "user-token", token));
    }

    @Test
    void garbageIsNobodys() throws Exception {
        String token = natives.one().aliceToken();
        String entry = sessions().getFirst();
        String ours = ours(entry);

        // the last two are as if sealed by a key that nobody here has, and by ours
        for (String garbage : List.of("garbage", "", "ue1.", "ue1.ffffffff." + "x".repeat(60), ours)) {
            redis.cli("SET", entry, garbage);
            assertUnknown(natives.other().get("/orders/1", "user-token", token));
        }
        redis.cli("DEL", entry);
        redis.cli("RPUSH", entry, "garbage");
        assertUnknown(natives.other().get("/orders/1", "user-token", token));

        // and its own goes on, and heals what is there
        assertThat(status(natives.one(), token)).isEqualTo(200);
    }

    @Test
    void garbageInTheJournalEndsNothingAndHoldsNothingUp() throws Exception {
        String alice = natives.one().aliceToken();
        natives.one().post("/auth/logout", "", "user-token", natives.one().token("bob@example.com", "builder"));
        await().until(() -> !redis.cli("KEYS", "*:revocations").isEmpty());
        String journal = redis.cli("KEYS", "*:revocations");

        redis.cli("XADD", journal, "*", "e", "garbage");
        redis.cli("XADD", journal, "*", "other", "", "fields", "x");

        assertThat(status(natives.one(), alice)).isEqualTo(200);
        assertThat(status(natives.other(), alice)).isEqualTo(200);
        natives.believeEverything();
        natives.one().post("/auth/logout", "", "user-token", alice);
        await().atMost(SOON).until(() -> status(natives.other(), alice) == 401);
    }

    /** The beginning of what is sealed with our key, and nothing that it opens. */
    private static String ours(String entry) throws Exception {
        String head = redis.cli("--raw", "GETRANGE", entry, "0", "12");
        assertThat(head).matches("ue1\\.[0-9a-f]{8}\\.");
        return head + "x".repeat(60);
    }

    private static List<String> sessions() throws Exception {
        return redis.cli("KEYS", "*:session:*").lines().toList();
    }

    private static void assertUnknown(Answer answer) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().get("code").asText()).isEqualTo("token-user-unknown");
    }
}
