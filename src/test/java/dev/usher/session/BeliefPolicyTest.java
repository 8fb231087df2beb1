package dev.usher.session;

import static dev.usher.session.SessionFixture.IDLE;
import static dev.usher.session.SessionFixture.SERVER_TIMEOUT;
import static dev.usher.session.SessionFixture.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.session.BeliefPolicy.Worth;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** For how long an answer counts, whatever the dice say. */
class BeliefPolicyTest {

    private static BeliefPolicy policy(Duration serverTimeout, double random) {
        return new BeliefPolicy(SETTINGS, serverTimeout, () -> random);
    }

    private static Duration freshFor(Duration serverTimeout, double random) {
        return Duration.ofNanos(policy(serverTimeout, random).ofAnswer().freshFor());
    }

    @Test
    void theTimeToLiveVariesByATenth() {
        assertThat(freshFor(SERVER_TIMEOUT, 0)).isEqualTo(Duration.ofSeconds(54));
        assertThat(freshFor(SERVER_TIMEOUT, 0.5)).isEqualTo(Duration.ofSeconds(60));
        assertThat(freshFor(SERVER_TIMEOUT, 1)).isEqualTo(Duration.ofSeconds(66));
    }

    @Test
    void theNegativeTimeToLiveVariesByATenthToo() {
        long usual = SETTINGS.negativeTtl().toNanos();

        assertThat(policy(SERVER_TIMEOUT, 0).refusalNanos()).isEqualTo(usual * 9 / 10);
        assertThat(policy(SERVER_TIMEOUT, 1).refusalNanos()).isEqualTo(usual * 11 / 10);
    }

    @Test
    void aSessionInUseIsAskedAboutFourTimesWithinTheUserServersTimeout() {
        assertThat(freshFor(Duration.ofMinutes(2), 0)).isEqualTo(Duration.ofSeconds(30));
        assertThat(freshFor(Duration.ofMinutes(2), 1)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void anAnswerIsDueAtTheSameShareOfItsOwnLifetime() {
        Worth shortest = policy(SERVER_TIMEOUT, 0).ofAnswer();

        assertThat(shortest.isDue(Duration.ofMillis(43_199).toNanos())).isFalse();
        assertThat(shortest.isDue(Duration.ofMillis(43_201).toNanos())).isTrue();
    }

    @Test
    void anAnswerStandsInByItsAgeAndNotByWhenItGrewOld() {
        Worth worth = policy(SERVER_TIMEOUT, 1).ofAnswer();

        assertThat(worth.mayStandIn(Duration.ofMinutes(5).toNanos() - 1)).isTrue();
        assertThat(worth.mayStandIn(Duration.ofMinutes(5).toNanos())).isFalse();
    }

    @Test
    void noAnswerIsWorthNothing() {
        assertThat(Worth.NOTHING.isFresh(0)).isFalse();
        assertThat(Worth.NOTHING.mayStandIn(0)).isFalse();
    }

    @Test
    void aPauseIsASecondGiveOrTakeATenth() {
        assertThat(policy(SERVER_TIMEOUT, 0).pauseNanos())
                .isEqualTo(Duration.ofMillis(900).toNanos());
        assertThat(policy(SERVER_TIMEOUT, 1).pauseNanos())
                .isEqualTo(Duration.ofMillis(1_100).toNanos());
    }

    @Test
    void aSessionIsIdleWhenItWasNotUsedForLonger() {
        assertThat(policy(SERVER_TIMEOUT, 0).isIdle(IDLE.toNanos())).isFalse();
        assertThat(policy(SERVER_TIMEOUT, 0).isIdle(IDLE.toNanos() + 1)).isTrue();
    }
}
