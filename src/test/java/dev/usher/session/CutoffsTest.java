package dev.usher.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.usher.FakeTime;
import dev.usher.userserver.UserToken;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What was revoked together stays so, and however many that are, none is forgotten. */
class CutoffsTest {

    private static final Duration KEEP = Duration.ofHours(24);

    private final FakeTime time = new FakeTime();
    private final Cutoffs cutoffs = new Cutoffs(3, KEEP, time);

    @Test
    void aUsersSessionsThatBeganUntilThenAreOver() {
        cutoffs.add("alice", time.millis());

        assertThat(cutoffs.cover(begun("alice", 0))).isTrue();
        assertThat(cutoffs.cover(begun("alice", -1))).isTrue();
        assertThat(cutoffs.cover(begun("alice", 1))).isFalse();
        assertThat(cutoffs.cover(begun("bob", 0))).isFalse();
    }

    @Test
    void everybodysSessionsThatBeganUntilThenAreOver() {
        cutoffs.add("alice", time.millis() + 10);
        cutoffs.addForEverybody(time.millis());

        assertThat(cutoffs.cover(begun("bob", 0))).isTrue();
        assertThat(cutoffs.cover(begun("bob", 1))).isFalse();
        assertThat(cutoffs.cover(begun("alice", 10))).isTrue();
    }

    @Test
    void anOlderOneTellsNothingNew() {
        int before = cutoffs.changes();
        assertThat(cutoffs.add("alice", 100)).isTrue();
        assertThat(cutoffs.changes()).isNotEqualTo(before);

        int now = cutoffs.changes();
        assertThat(cutoffs.add("alice", 100)).isFalse();
        assertThat(cutoffs.add("alice", 99)).isFalse();
        assertThat(cutoffs.addForEverybody(50)).isTrue();
        assertThat(cutoffs.addForEverybody(50)).isFalse();
        assertThat(cutoffs.add("bob", 49)).isFalse();
        assertThat(cutoffs.changes()).isEqualTo(now + 1);
    }

    /** Clocks of replicas differ: a login after a revocation from the future is not over when it begins. */
    @Test
    void aSessionBeginsAfterWhatWasRevoked() {
        assertThat(cutoffs.beginning("alice")).isEqualTo(time.millis());
        cutoffs.add("alice", time.millis() + 5_000);

        assertThat(cutoffs.cover(new Binding(
                        new UserToken("TOKEN-1000"),
                        "alice",
                        JsonNodeFactory.instance.objectNode(),
                        cutoffs.beginning("alice"),
                        false,
                        false)))
                .isFalse();
        assertThat(cutoffs.beginning("bob")).isEqualTo(time.millis());
    }

    @Test
    void whatIsTooOldMakesRoom() {
        cutoffs.add("old", time.millis());
        time.pass(KEEP.plusMillis(1));
        cutoffs.add("a", time.millis());
        cutoffs.add("b", time.millis());
        cutoffs.add("c", time.millis());

        assertThat(cutoffs.cover(begun("somebody", -KEEP.toMillis()))).isFalse();
        assertThat(cutoffs.cover(begun("a", 0))).isTrue();
    }

    @Test
    void ofTooManyTheOldestCountsForEverybody() {
        for (String user : new String[] {"a", "b", "c", "d"}) {
            cutoffs.add(user, time.millis());
            time.pass(Duration.ofMillis(10));
        }

        assertThat(cutoffs.cover(begun("a", -40))).isTrue();
        assertThat(cutoffs.cover(begun("somebody", -40))).isTrue();
        assertThat(cutoffs.cover(begun("somebody", -39))).isFalse();
        assertThat(cutoffs.cover(begun("b", -30))).isTrue();
        assertThat(cutoffs.cover(begun("d", -10))).isTrue();
    }

    /** @param millis from now */
    private Binding begun(String userId, long millis) {
        return new Binding(
                new UserToken("TOKEN-1000"),
                userId,
                JsonNodeFactory.instance.objectNode(),
                time.millis() + millis,
                false,
                false);
    }
}
