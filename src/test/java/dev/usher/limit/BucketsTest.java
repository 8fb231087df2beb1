package dev.usher.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.FakeTime;
import dev.usher.config.Rate;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Buckets are kept while they are not full, in a number that is bounded. */
class BucketsTest {

    private static final int MOST = 100_000;
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final FakeTime time = new FakeTime();

    @Test
    void aHundredThousandAreKeptAndNoMore() {
        Buckets buckets = new Buckets(new Rate(1, PERIOD), time);

        assertThat(granted(buckets, MOST)).isEqualTo(MOST);
        assertThat(granted(buckets, MOST)).isZero();
        granted(buckets, MOST + 1);
        assertThat(granted(buckets, MOST + 1)).isPositive();
    }

    private static long granted(Buckets buckets, int keys) {
        return IntStream.range(0, keys)
                .filter(key -> buckets.take(key).granted())
                .count();
    }

    @Test
    void whoAsksWithinThePeriodIsNotForgotten() {
        Buckets buckets = new Buckets(new Rate(2, PERIOD), time);
        buckets.take("a");
        buckets.take("a");

        // as much as one and two thirds are there again, then as much as one
        for (long millis : new long[] {8_400, 5_000}) {
            time.pass(Duration.ofMillis(millis));
            assertThat(buckets.take("a").granted()).isTrue();
            assertThat(buckets.take("a").granted()).isFalse();
        }
    }

    @Test
    void whoDoesNotIsForgotten() {
        Buckets buckets = new Buckets(new Rate(2, PERIOD), time);
        WeakReference<Object> key = takeOne(buckets);

        time.pass(PERIOD);
        buckets.take("another");

        Awaitility.await().until(() -> {
            System.gc();
            return key.refersTo(null);
        });
    }

    private static WeakReference<Object> takeOne(Buckets buckets) {
        Object key = new Object();
        buckets.take(key);
        return new WeakReference<>(key);
    }
}
