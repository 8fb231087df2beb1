package dev.usher.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.usher.FakeTime;
import dev.usher.config.SessionSettings;
import dev.usher.config.SessionSettings.TokenKind;
import dev.usher.session.Caller.Reason;
import dev.usher.session.SessionCache.Belief;
import dev.usher.userserver.UserToken;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionCacheTest {

    private static final Duration TTL = Duration.ofSeconds(60);
    private static final Duration NEGATIVE_TTL = Duration.ofSeconds(5);
    private static final Duration MAX_AGE = Duration.ofHours(24);
    private static final Duration IDLE = Duration.ofMinutes(30);

    private final FakeTime time = new FakeTime();
    private final SessionCache cache = new SessionCache(
            new SessionSettings(TokenKind.SEALED, List.of(), TTL, NEGATIVE_TTL, MAX_AGE, IDLE, 100), time, time);

    @Test
    void nothingIsBelievedOfATokenNeverSeen() {
        assertThat(cache.find(hash(1))).isInstanceOf(Belief.Nothing.class);
    }

    @Test
    void aSessionIsBelievedForTheTimeToLiveGiveOrTakeATenth() {
        for (int i = 0; i < 50; i++) {
            cache.believe(session(i));
        }
        time.pass(Duration.ofSeconds(53));
        for (int i = 0; i < 50; i++) {
            assertThat(cache.find(hash(i))).isInstanceOf(Belief.Fresh.class);
        }
        time.pass(Duration.ofSeconds(14));
        for (int i = 0; i < 50; i++) {
            assertThat(cache.find(hash(i))).isInstanceOf(Belief.Stale.class);
        }
    }

    @Test
    void usingASessionDoesNotMakeItsAnswerYounger() {
        cache.believe(session(1));
        for (int i = 0; i < 67; i++) {
            cache.find(hash(1));
            time.pass(Duration.ofSeconds(1));
        }
        assertThat(cache.find(hash(1))).isInstanceOf(Belief.Stale.class);
    }

    @Test
    void whatIsOnlyRememberedIsNotBelieved() {
        cache.remember(session(1));

        assertThat(cache.find(hash(1))).isInstanceOf(Belief.Stale.class);
    }

    @Test
    void aRefusalLastsForTheNegativeTimeToLive() {
        cache.believe(session(1));
        cache.refuse(hash(1), Reason.UNKNOWN_USER);

        assertThat(cache.find(hash(1))).isEqualTo(new Belief.Refused(Reason.UNKNOWN_USER));
        time.pass(NEGATIVE_TTL.plusMillis(1));
        assertThat(cache.find(hash(1))).isInstanceOf(Belief.Nothing.class);
    }

    @Test
    void aSessionThatIsNotUsedEndsAndStaysEnded() {
        cache.believe(session(1));
        time.pass(IDLE.plusMillis(1));

        assertThat(cache.find(hash(1))).isInstanceOf(Belief.Refused.class);
        assertThat(cache.believe(session(1))).isFalse();
    }

    @Test
    void aSessionThatIsUsedDoesNotEndBeforeItsMaximumAgeAndThenItDoes() {
        cache.believe(session(1));
        Binding binding = session(1).binding();
        for (Duration age = Duration.ZERO; age.compareTo(MAX_AGE) < 0; age = age.plusMinutes(20)) {
            assertThat(cache.find(hash(1)))
                    .isNotInstanceOf(Belief.Refused.class)
                    .isNotInstanceOf(Belief.Nothing.class);
            assertThat(cache.isTooOld(binding)).isFalse();
            cache.believe(new Session(hash(1), binding, List.of(), List.of()));
            time.pass(Duration.ofMinutes(20));
        }
        assertThat(cache.isTooOld(binding)).isTrue();
        assertThat(cache.find(hash(1))).isNotInstanceOf(Belief.Fresh.class).isNotInstanceOf(Belief.Stale.class);
    }

    @Test
    void anEndOutlivesEveryTokenItCouldConcern() {
        cache.believe(session(1));
        cache.end(hash(1));
        time.pass(MAX_AGE.minusMillis(1));

        assertThat(cache.hasEnded(hash(1))).isTrue();
        assertThat(cache.find(hash(1))).isEqualTo(new Belief.Refused(Reason.INVALID));
        assertThat(cache.believe(session(1))).isFalse();
        assertThat(cache.binding(hash(1))).isNull();
    }

    @Test
    void aFloodOfRefusalsEvictsNoSession() {
        cache.believe(session(1));
        for (int i = 1_000; i < 3_000; i++) {
            cache.refuse(hash(i), Reason.INVALID);
        }
        assertThat(cache.find(hash(1))).isInstanceOf(Belief.Fresh.class);
    }

    @Test
    void thereAreNeverMoreSessionsThanAllowed() {
        for (int i = 0; i < 1_000; i++) {
            cache.believe(session(i));
        }
        assertThat(cache.size()).isLessThanOrEqualTo(100);
    }

    private Session session(int number) {
        Binding binding = new Binding(
                new UserToken("TOKEN-" + (1_000 + number)),
                "U-" + number,
                JsonNodeFactory.instance.objectNode(),
                time.millis(),
                false);
        return new Session(hash(number), binding, List.of(), List.of());
    }

    private static TokenHash hash(int number) {
        return new TokenHash(number, 0, 0, 0);
    }
}
