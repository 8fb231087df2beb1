package dev.usher.userserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final int PER_SECOND = 5;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** The beginning may be anywhere: the system's ticker starts where it likes, below zero too. */
    @Test
    void whereverASecondBeginsNoMoreAreInItAndAllOfThemCanBe() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        long now = Long.MAX_VALUE - 3 * SECOND;
        Pace pace = new Pace(PER_SECOND, now);
        Deque<Long> lastSecond = new ArrayDeque<>();

        for (int i = 0; i < 10_000; i++) {
            now += random.nextLong(SECOND / 3);
            while (!lastSecond.isEmpty() && now - lastSecond.getFirst() >= SECOND) {
                lastSecond.removeFirst();
            }
            assertThat(pace.allows(now)).isEqualTo(lastSecond.size() < PER_SECOND);
            if (pace.allows(now)) {
                pace.count(now);
                lastSecond.addLast(now);
            }
        }
    }
}
