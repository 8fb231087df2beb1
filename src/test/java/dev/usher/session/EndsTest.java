package dev.usher.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EndsTest {

    private static final Duration KEEP = Duration.ofHours(24);

    private final AtomicLong nanos = new AtomicLong();
    private final TokenHash.Hasher hasher = new TokenHash.Hasher();

    @Test
    void anEndIsKnownForAsLongAsItsTokenCouldBeShown() {
        Ends ends = new Ends(KEEP, 1_000, nanos::get);
        TokenHash first = hasher.hash("first");
        ends.add(first);

        for (int hour = 1; hour < 24; hour++) {
            nanos.addAndGet(Duration.ofHours(1).toNanos());
            ends.add(hasher.hash("later-" + hour));
            assertThat(ends.contains(first)).as("after %d h", hour).isTrue();
        }
    }

    @Test
    void anEndIsForgottenAfterTwoLifetimesAtTheLatest() {
        Ends ends = new Ends(KEEP, 1_000, nanos::get);
        TokenHash first = hasher.hash("first");
        ends.add(first);

        for (int day = 0; day < 2; day++) {
            nanos.addAndGet(KEEP.toNanos());
            ends.add(hasher.hash("later-" + day));
        }

        assertThat(ends.contains(first)).isFalse();
    }

    @Test
    void whenItIsFullTheNewestEndsAreTheOnesThatStay() {
        Ends ends = new Ends(KEEP, 100, nanos::get);
        for (int i = 0; i < 1_000; i++) {
            ends.add(hasher.hash("token-" + i));
        }

        for (int i = 900; i < 1_000; i++) {
            assertThat(ends.contains(hasher.hash("token-" + i)))
                    .as("token %d", i)
                    .isTrue();
        }
        assertThat(ends.contains(hasher.hash("token-0"))).isFalse();
    }
}
