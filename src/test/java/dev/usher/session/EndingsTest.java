package dev.usher.session;

import static dev.usher.session.SessionFixture.IDLE;
import static dev.usher.session.SessionFixture.MAX_AGE;
import static dev.usher.session.SessionFixture.hash;
import static dev.usher.session.SessionFixture.logout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.Freshness;
import dev.usher.session.Caller.Reason;
import dev.usher.session.Ending.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever keeps something open for a session hears of its end. */
class EndingsTest {

    private final SessionFixture fixture = new SessionFixture();
    private final SessionCache cache = fixture.cache;
    private final List<Ending> heard = new ArrayList<>();

    @BeforeEach
    void listen() {
        cache.believe(fixture.session(1));
        fixture.endings.tell(heard::add);
    }

    @Test
    void whenALogoutIsHeardTheTokenIsGoneAlready() {
        List<Belief> found = new ArrayList<>();
        fixture.endings.tell(ending -> found.add(cache.find(ending.token(), Freshness.USUAL)));

        cache.end(logout(1));

        assertThat(heard).containsExactly(logout(1));
        assertThat(found).containsExactly(new Belief.Refused(new Caller.Refused(Cause.LOGOUT)));
    }

    @Test
    void aSessionThatTheUserServerCallsDeadHasEnded() {
        Ending dead = new Ending(hash(1), "U-1", Cause.DEAD);

        cache.refuse(dead);

        assertThat(heard).containsExactly(dead);
    }

    @Test
    void aTokenThatNobodyKnewHadNoSession() {
        cache.refuse(hash(2), new Caller.Refused(Reason.INVALID));

        assertThat(heard).isEmpty();
    }

    @Test
    void aSessionThatWasNotUsedHasEndedWhenItsTokenComesBack() {
        fixture.time.pass(IDLE.plusMillis(1));
        cache.find(hash(1), Freshness.USUAL);
        cache.find(hash(1), Freshness.USUAL);

        assertThat(heard).containsExactly(new Ending(hash(1), "U-1", Cause.IDLE));
    }

    /** Its streams may be open though nobody shows its token any more. */
    @Test
    void aSessionThatIsTooOldEndsWithoutAnybodyAskingForIt() {
        fixture.time.pass(MAX_AGE.plus(Duration.ofMinutes(1)));
        cache.believe(fixture.session(2));

        assertThat(heard).containsExactly(new Ending(hash(1), "U-1", Cause.TOO_OLD));
        assertThat(cache.hasEnded(hash(1))).isTrue();
    }

    @Test
    void aSessionThatMakesRoomForOthersHasNotEnded() {
        for (int i = 2; i < 1_000; i++) {
            cache.believe(fixture.session(i));
        }

        assertThat(heard).isEmpty();
    }

    @Test
    void whoFailsToListenKeepsItFromNobodyElse() {
        List<Ending> later = new ArrayList<>();
        fixture.endings.tell(ending -> {
            throw new IllegalStateException("a defect");
        });
        fixture.endings.tell(later::add);

        cache.end(logout(1));

        assertThat(later).containsExactly(logout(1));
    }
}
