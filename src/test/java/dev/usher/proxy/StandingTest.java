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
        Duration ejection = Standing.FIRST_EJECTION;
        for (int i = 0; i < 10; i++) {
            pass(ejection.minusNanos(1));
            assertThat(standing.admits(now.get())).isFalse();
            pass(Duration.ofNanos(1));
            assertThat(standing.admits(now.get())).isTrue();
            assertThat(standing.admits(now.get())).as("another one").isFalse();
            fail(1);
            ejection = ejection.multipliedBy(2);
            ejection = ejection.compareTo(Standing.LONGEST_EJECTION) > 0 ? Standing.LONGEST_EJECTION : ejection;
        }
        assertThat(ejection).isEqualTo(Standing.LONGEST_EJECTION);
    }

    @Test
    void aTrialThatNeverEndsMakesRoomForAnother() {
        fail(Standing.FAILURES_TO_EJECT);
        pass(Standing.FIRST_EJECTION);
        assertThat(standing.admits(now.get())).isTrue();
        pass(Standing.LONGEST_TRIAL);
        assertThat(standing.admits(now.get())).isTrue();
    }

    @Test
    void whatFailsWhileItIsOutDoesNotProlongThat() {
        fail(Standing.FAILURES_TO_EJECT + 20);
        pass(Standing.FIRST_EJECTION);
        assertThat(standing.admits(now.get())).isTrue();
    }

    @Test
    void theShareRisesSlowlyOnceItIsBack() {
        fail(Standing.FAILURES_TO_EJECT);
        pass(Standing.FIRST_EJECTION);
        assertThat(standing.admits(now.get())).isTrue();
        standing.answered();

        assertThat(standing.share(now.get())).isEqualTo(0.1);
        pass(Standing.SLOW_START.dividedBy(2));
        assertThat(standing.share(now.get())).isEqualTo(0.5);
        pass(Standing.SLOW_START);
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
