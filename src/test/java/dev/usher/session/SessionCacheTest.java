package dev.usher.session;

import static dev.usher.session.SessionFixture.IDLE;
import static dev.usher.session.SessionFixture.MAX_AGE;
import static dev.usher.session.SessionFixture.NEGATIVE_TTL;
import static dev.usher.session.SessionFixture.STALE_IF_ERROR;
import static dev.usher.session.SessionFixture.hash;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.FakeTime;
import dev.usher.config.Freshness;
import dev.usher.identity.IdentityHeader;
import dev.usher.session.Caller.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SessionCacheTest {

    private final SessionFixture fixture = new SessionFixture();
    private final FakeTime time = fixture.time;
    private final SessionCache cache = fixture.cache;

    @Test
    void whatNobodyHasSaidIsNotStoodInForAfterAChangeEither() {
        cache.remember(fixture.session(1));

        cache.doubt(hash(1), known -> known);

        assertThat(cache.stale(hash(1))).isNull();
    }

    @Test
    void nothingIsBelievedOfATokenNeverSeen() {
        assertThat(cache.find(hash(1), Freshness.USUAL)).isInstanceOf(Belief.Nothing.class);
    }

    @Test
    void aSessionIsBelievedForTheTimeToLiveGiveOrTakeATenth() {
        for (int i = 0; i < 50; i++) {
            cache.believe(fixture.session(i));
        }
        time.pass(Duration.ofSeconds(53));
        for (int i = 0; i < 50; i++) {
            assertThat(cache.find(hash(i), Freshness.USUAL)).isInstanceOfAny(Belief.Fresh.class, Belief.Due.class);
        }
        time.pass(Duration.ofSeconds(14));
        for (int i = 0; i < 50; i++) {
            assertThat(cache.find(hash(i), Freshness.USUAL)).isInstanceOf(Belief.Old.class);
        }
    }

    @Test
    void usingASessionDoesNotMakeItsAnswerYounger() {
        cache.believe(fixture.session(1));
        for (int i = 0; i < 67; i++) {
            cache.find(hash(1), Freshness.USUAL);
            time.pass(Duration.ofSeconds(1));
        }
        assertThat(cache.find(hash(1), Freshness.USUAL)).isInstanceOf(Belief.Old.class);
    }

    @Test
    void whatIsOnlyRememberedIsNotBelievedAndStandsInForNothing() {
        cache.remember(fixture.session(1));

        assertThat(cache.find(hash(1), Freshness.USUAL)).isInstanceOf(Belief.Old.class);
        assertThat(cache.stale(hash(1))).isNull();
    }

    @Test
    void oneOfThoseWhoUseAnAnswerThatGrowsOldIsToAskAgain() {
        cache.believe(fixture.session(1));
        time.pass(Duration.ofSeconds(43));
        assertThat(cache.find(hash(1), Freshness.USUAL)).isInstanceOf(Belief.Fresh.class);

        time.pass(Duration.ofSeconds(10));
        assertThat(cache.find(hash(1), Freshness.USUAL)).isInstanceOf(Belief.Due.class);
        assertThat(cache.find(hash(1), Freshness.USUAL)).isInstanceOf(Belief.Fresh.class);

        cache.believe(fixture.session(1));
        time.pass(Duration.ofSeconds(53));
        assertThat(cache.find(hash(1), Freshness.USUAL)).isInstanceOf(Belief.Due.class);
    }

    @Test
    void anAnswerStandsInForOneThatCannotBeHadForAWhile() {
        cache.believe(fixture.session(1));
        time.pass(STALE_IF_ERROR.minusMillis(1));
        Session stale = Objects.requireNonNull(cache.stale(hash(1)));
        assertThat(stale.headers())
                .containsExactly(new IdentityHeader("X-Auth-Stale", "true"), new IdentityHeader("X-Auth-Age", "299"));

        time.pass(Duration.ofMillis(1));
        assertThat(cache.stale(hash(1))).isNull();
    }

    @Test
    void afterAskingFailedNobodyAsksAgainForASecondOrSo() {
        cache.believe(fixture.session(1));
        time.pass(Duration.ofSeconds(67));
        cache.pause(hash(1));

        time.pass(Duration.ofMillis(899));
        assertThat(cache.find(hash(1), Freshness.USUAL)).isInstanceOf(Belief.Stale.class);
        time.pass(Duration.ofMillis(202));
        assertThat(cache.find(hash(1), Freshness.USUAL)).isInstanceOf(Belief.Old.class);
    }

    @Test
    void whoIsRefusedIsNotBelievedStaleEither() {
        cache.believe(fixture.session(1));
        time.pass(Duration.ofSeconds(67));
        cache.pause(hash(1));
        cache.refuse(new Ending(hash(1), "U-1", Ending.Cause.DEAD));

        assertThat(cache.find(hash(1), Freshness.USUAL)).isInstanceOf(Belief.Refused.class);
        assertThat(cache.stale(hash(1))).isNull();
    }

    @Test
    void aRefusalLastsForTheNegativeTimeToLive() {
        cache.believe(fixture.session(1));
        Caller.Refused refused = new Caller.Refused(Reason.UNKNOWN_USER);
        cache.refuse(hash(1), refused);

        assertThat(cache.find(hash(1), Freshness.USUAL)).isEqualTo(new Belief.Refused(refused));
        time.pass(NEGATIVE_TTL.multipliedBy(11).dividedBy(10).plusMillis(1));
        assertThat(cache.find(hash(1), Freshness.USUAL)).isInstanceOf(Belief.Nothing.class);
    }

    @Test
    void aSessionThatIsNotUsedEndsAndStaysEnded() {
        cache.believe(fixture.session(1));
        time.pass(IDLE.plusMillis(1));

        assertThat(cache.find(hash(1), Freshness.USUAL)).isInstanceOf(Belief.Refused.class);
        assertThat(cache.believe(fixture.session(1))).isFalse();
    }

    @Test
    void aSessionThatIsUsedDoesNotEndBeforeItsMaximumAgeAndThenItDoes() {
        cache.believe(fixture.session(1));
        Binding binding = fixture.session(1).binding();
        for (Duration age = Duration.ZERO; age.compareTo(MAX_AGE) < 0; age = age.plusMinutes(20)) {
            assertThat(cache.find(hash(1), Freshness.USUAL))
                    .isNotInstanceOf(Belief.Refused.class)
                    .isNotInstanceOf(Belief.Nothing.class);
            assertThat(cache.over(binding)).isNull();
            cache.believe(new Session(hash(1), binding, List.of(), List.of(), time.read()));
            time.pass(Duration.ofMinutes(20));
        }
        assertThat(cache.over(binding)).isEqualTo(Ending.Cause.TOO_OLD);
        assertThat(cache.find(hash(1), Freshness.USUAL))
                .isNotInstanceOf(Belief.Fresh.class)
                .isNotInstanceOf(Belief.Old.class);
    }

    @Test
    void anEndOutlivesEveryTokenItCouldConcern() {
        cache.believe(fixture.session(1));
        cache.end(SessionFixture.logout(1));
        time.pass(MAX_AGE.minusMillis(1));

        assertThat(cache.hasEnded(hash(1))).isTrue();
        assertThat(cache.find(hash(1), Freshness.USUAL))
                .isEqualTo(new Belief.Refused(new Caller.Refused(Ending.Cause.LOGOUT)));
        assertThat(cache.believe(fixture.session(1))).isFalse();
        assertThat(cache.binding(hash(1))).isNull();
    }

    @Test
    void aFloodOfRefusalsEvictsNoSession() {
        cache.believe(fixture.session(1));
        for (int i = 1_000; i < 3_000; i++) {
            cache.refuse(hash(i), new Caller.Refused(Reason.INVALID));
        }
        assertThat(cache.find(hash(1), Freshness.USUAL)).isInstanceOf(Belief.Fresh.class);
    }

    @Test
    void thereAreNeverMoreSessionsThanAllowed() {
        for (int i = 0; i < 1_000; i++) {
            cache.believe(fixture.session(i));
        }
        assertThat(cache.size()).isLessThanOrEqualTo(100);
    }
}
