package dev.usher.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.Rate;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TriesTest {

    private static final Rate RATE = new Rate(5, Duration.ofMinutes(1));

    private long nanos;
    private final Tries tries = new Tries(RATE, () -> nanos);

    @Test
    void fiveAreGrantedAndThenOneEveryTwelveSeconds() {
        for (int left = 4; left >= 0; left--) {
            assertThat(tries.take("a").remaining()).isEqualTo(left);
        }
        assertThat(tries.take("a").granted()).isFalse();
        assertThat(tries.take("a").retry()).isEqualTo(Duration.ofSeconds(12));

        pass(Duration.ofSeconds(12));

        assertThat(tries.take("a").granted()).isTrue();
        assertThat(tries.take("a").granted()).isFalse();
    }

    @Test
    void whatIsGivenBackWasNotTakenAndIsNotKept() {
        tries.take("a");
        tries.giveBack("a");

        assertThat(tries.size()).isZero();
        tries.giveBack("a");
        assertThat(tries.take("a").remaining()).isEqualTo(4);
    }

    @Test
    void whatIsForgottenBeginsAnew() {
        exhaust("a");
        tries.forget("a");

        assertThat(tries.take("a").remaining()).isEqualTo(4);
    }

    @Test
    @Tag("T19")
    void aMillionOtherKeysTakeLittleRoomAndWashNothingAway() {
        exhaust("attacked");

        for (int i = 0; i < 1_000_000; i++) {
            tries.take(i);
        }

        assertThat(tries.size()).isLessThanOrEqualTo(2 * Tries.MOST);
        assertThat(tries.take("attacked").granted()).isFalse();
    }

    /** The only try there is uses up a bucket that holds one. */
    @Test
    void whatIsRefusedAgainAndAgainIsUnderAttackToo() {
        Tries strict = new Tries(new Rate(1, Duration.ofMinutes(1)), () -> nanos);
        strict.take("attacked");
        strict.take("attacked");

        for (int i = 0; i < 2 * Tries.MOST; i++) {
            strict.take(i);
        }

        assertThat(strict.take("attacked").granted()).isFalse();
    }

    /** Who tries other keys more than once pays for each of them; the longest untouched is forgotten first. */
    @Test
    void thereAreNeverMoreThanAllowed() {
        for (int i = 0; i < 3 * Tries.MOST; i++) {
            tries.take(i);
            tries.take(i);
        }

        assertThat(tries.size()).isEqualTo(Tries.MOST);
        assertThat(tries.take(3 * Tries.MOST - 1).remaining()).isEqualTo(2);
    }

    @Test
    void whoeverLetsAPeriodPassIsForgotten() {
        for (int i = 0; i < 100; i++) {
            tries.take(i);
        }
        pass(RATE.period());
        tries.take("b");

        assertThat(tries.size()).isEqualTo(1);
    }

    private void exhaust(Object key) {
        for (int i = 0; i < 5; i++) {
            tries.take(key);
        }
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }
}
