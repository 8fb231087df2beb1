package dev.usher.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.session.Ending.Cause;
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
        ends.add(first, Cause.LOGOUT);

        for (int hour = 1; hour < 24; hour++) {
            nanos.addAndGet(Duration.ofHours(1).toNanos());
            ends.add(hasher.hash("later-" + hour), Cause.REVOKED);
            assertThat(ends.of(first)).as("after %d h", hour).isEqualTo(Cause.LOGOUT);
        }
    }

    @Test
    void anEndIsForgottenAfterTwoLifetimesAtTheLatest() {
        Ends ends = new Ends(KEEP, 1_000, nanos::get);
        TokenHash first = hasher.hash("first");
        ends.add(first, Cause.LOGOUT);

        for (int day = 0; day < 2; day++) {
            nanos.addAndGet(KEEP.toNanos());
            ends.add(hasher.hash("later-" + day), Cause.LOGOUT);
        }

        assertThat(ends.of(first)).isNull();
    }

    @Test
    void whenItIsFullTheNewestEndsAreTheOnesThatStay() {
        Ends ends = new Ends(KEEP, 100, nanos::get);
        for (int i = 0; i < 1_000; i++) {
            ends.add(hasher.hash("token-" + i), Cause.LOGOUT);
        }

        for (int i = 900; i < 1_000; i++) {
            assertThat(ends.of(hasher.hash("token-" + i))).as("token %d", i).isEqualTo(Cause.LOGOUT);
        }
        assertThat(ends.of(hasher.hash("token-0"))).isNull();
    }
}
