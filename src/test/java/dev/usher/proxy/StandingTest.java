package dev.usher.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.observe.Metrics;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StandingTest {

    private final AtomicLong now = new AtomicLong(1_000_000_007);
    private final Standing standing = standing(false);

    private Standing standing(boolean alone) {
        Target target = Target.of(URI.create("http://a:80"), null);
        return new Standing("/a/**", target, alone, new Metrics(), now::get);
    }

    @Test
    void failuresInARowEject() {
        fail(Standing.FAILURES_TO_EJECT - 1);
        standing.answered();
        fail(Standing.FAILURES_TO_EJECT - 1);
        assertThat(standing.isEjected()).isFalse();
        assertThat(standing.share(now.get())).isEqualTo(1);

        fail(1);
        assertThat(standing.isEjected()).isTrue();
        assertThat(standing.share(now.get())).isZero();
        assertThat(standing.admits(now.get())).isFalse();
    }

    @Test
    void theOnlyTargetIsNeverEjected() {
        Standing alone = standing(true);
        for (int i = 0; i < 100; i++) {
            alone.failed();
        }
        assertThat(alone.isEjected()).isFalse();
    }

    @Test
    void oneRequestIsTheTrialAndAnEjectionTwiceAsLongFollowsAFailedOne() {
        fail(Standing.FAILURES_TO_EJECT);
        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            Duration ejection = Duration.ofSeconds(seconds);
            pass(ejection.minusNanos(1));
            assertThat(standing.admits(now.get())).isFalse();
            pass(Duration.ofNanos(1));
            assertThat(standing.admits(now.get())).isTrue();
            assertThat(standing.admits(now.get())).as("another one").isFalse();
            fail(1);
        }
    }

    @Test
    void whatWasWellForAMinuteIsEjectedAsForTheFirstTime() {
        for (int seconds : new int[] {1, 2}) {
            fail(Standing.FAILURES_TO_EJECT);
            pass(Duration.ofSeconds(seconds));
            assertThat(standing.admits(now.get())).isTrue();
            standing.answered();
        }
        pass(Duration.ofSeconds(60));
        fail(Standing.FAILURES_TO_EJECT);
        pass(Duration.ofSeconds(4).minusNanos(1));
        assertThat(standing.admits(now.get())).as("that is not yet for long").isFalse();
        pass(Duration.ofNanos(1));
        assertThat(standing.admits(now.get())).isTrue();
        standing.answered();

        pass(Duration.ofSeconds(60).plusNanos(1));
        fail(Standing.FAILURES_TO_EJECT);
        pass(Duration.ofSeconds(1));
        assertThat(standing.admits(now.get())).isTrue();
    }

    @Test
    void whatIsHealthyAgainGetsItsShareSlowly() {
        fail(Standing.FAILURES_TO_EJECT);
        standing.checked(false);
        assertThat(standing.isHealthy()).isFalse();
        pass(Duration.ofMillis(1));

        standing.checked(true);

        assertThat(standing.isHealthy()).isTrue();
        assertThat(standing.isEjected()).isFalse();
        assertThat(standing.share(now.get())).isEqualTo(0.1);
        standing.checked(true);
        pass(Duration.ofSeconds(10));
        assertThat(standing.share(now.get())).isEqualTo(1);
    }

    @Test
    void aTrialThatNeverEndsMakesRoomForAnother() {
        fail(Standing.FAILURES_TO_EJECT);
        pass(Duration.ofSeconds(1));
        assertThat(standing.admits(now.get())).isTrue();
        pass(Duration.ofSeconds(5).minusNanos(1));
        assertThat(standing.admits(now.get())).isFalse();
        pass(Duration.ofNanos(1));
        assertThat(standing.admits(now.get())).isTrue();
    }

    @Test
    void whatFailsWhileItIsOutDoesNotProlongThat() {
        fail(Standing.FAILURES_TO_EJECT + 20);
        pass(Duration.ofSeconds(1));
        assertThat(standing.admits(now.get())).isTrue();
    }

    @Test
    void theShareRisesSlowlyOnceItIsBack() {
        fail(Standing.FAILURES_TO_EJECT);
        pass(Duration.ofSeconds(1));
        assertThat(standing.admits(now.get())).isTrue();
        standing.answered();

        assertThat(standing.share(now.get())).isEqualTo(0.1);
        pass(Duration.ofSeconds(10).dividedBy(2));
        assertThat(standing.share(now.get())).isEqualTo(0.5);
        pass(Duration.ofSeconds(10));
        assertThat(standing.share(now.get())).isEqualTo(1);
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            standing.failed();
        }
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
