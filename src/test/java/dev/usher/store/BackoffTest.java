package dev.usher.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Who lost Redis tries again soon, then seldom, and not at the same time as the others. */
class BackoffTest {

    @Test
    void pausesAreTwiceAsLongEachTimeUpToALimit() {
        Backoff backoff = new Backoff(() -> 0);

        assertThat(LongStream.range(0, 7).map(i -> backoff.nextMillis()))
                .containsExactly(100L, 200L, 400L, 800L, 1600L, 2000L, 2000L);
    }

    @Test
    void upToAHalfIsLeftOff() {
        assertThat(new Backoff(() -> 0.5).nextMillis()).isEqualTo(75);
        assertThat(new Backoff(() -> 1).nextMillis()).isEqualTo(50);
    }

    @Test
    void aLinkThatWasSteadyBeginsAnew() {
        Backoff backoff = new Backoff(() -> 0);
        backoff.nextMillis();
        backoff.nextMillis();

        backoff.reset();

        assertThat(backoff.nextMillis()).isEqualTo(100);
    }
}
