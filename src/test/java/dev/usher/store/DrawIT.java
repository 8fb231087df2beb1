package dev.usher.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Buckets that replicas share: of five, refilled with one a minute, so that no test is long enough for that. */
class DrawIT {

    private static final Duration EACH = Duration.ofMinutes(1);
    private static final Duration ALL = Duration.ofMinutes(5);
    private static final Duration SLOW_TEST = Duration.ofSeconds(20);

    @RegisterExtension
    static final RedisServer redis = new RedisServer();

    private final Shared one = new Shared(Shared.at(redis.port()));
    private final Shared other = new Shared(Shared.at(redis.port()));

    @AfterEach
    void close() throws Exception {
        one.close();
        other.close();
        redis.cli("FLUSHALL");
    }

    @Test
    void whatOneDrawsTheOtherHasNot() {
        for (int i = 0; i < 5; i++) {
            Draw drawn = draw(i % 2 == 0 ? one : other);
            assertThat(drawn.isGranted()).isTrue();
            assertThat(drawn.full()).isBetween(EACH.multipliedBy(i + 1).minus(SLOW_TEST), EACH.multipliedBy(i + 1));
        }

        Draw refused = draw(other);

        assertThat(refused.isGranted()).isFalse();
        assertThat(refused.retry()).isBetween(EACH.minus(SLOW_TEST), EACH).isLessThan(EACH);
        assertThat(refused.full()).isBetween(ALL.minus(SLOW_TEST), ALL);
    }

    @Test
    void whatIsRefusedCostsNothing() throws Exception {
        for (int i = 0; i < 5; i++) {
            draw(one);
        }
        String before = redis.cli("GET", "name");
        draw(one);

        assertThat(redis.cli("GET", "name")).isEqualTo(before);
    }

    @Test
    void aBucketIsThereUntilItIsFull() throws Exception {
        draw(one);
        draw(one);

        assertThat(Long.parseLong(redis.cli("PTTL", "name")))
                .isBetween(
                        EACH.multipliedBy(2).minus(SLOW_TEST).toMillis(),
                        EACH.multipliedBy(2).toMillis());
    }

    @Test
    void itFillsWithTime() throws Exception {
        for (int i = 0; i < 5; i++) {
            draw(one);
        }
        long full = Long.parseLong(redis.cli("GET", "name"));
        redis.cli("SET", "name", "" + (full - EACH.toNanos() / 1_000));

        assertThat(draw(one).isGranted()).isTrue();
        assertThat(draw(one).isGranted()).isFalse();
    }

    @Test
    void whatIsPutBackWasNotDrawn() throws Exception {
        draw(one);
        one.store().draw("name", EACH.negated(), ALL).await();

        assertThat(redis.cli("EXISTS", "name")).isEqualTo("0");
        one.store().draw("name", EACH.negated(), ALL).await();
        for (int i = 0; i < 5; i++) {
            assertThat(draw(one).isGranted()).isTrue();
        }
        assertThat(draw(one).isGranted()).isFalse();
    }

    /** Whoever can write to Redis can let people try, but lock nobody out for longer than a bucket takes to fill. */
    @Test
    void aTimeThatNeverComesIsAnEmptyBucketAndNoTimeAFullOne() throws Exception {
        redis.cli("SET", "name", "99999999999999999");
        assertThat(draw(one).retry()).isEqualTo(EACH);

        redis.cli("SET", "name", "garbage");
        assertThat(draw(one).isGranted()).isTrue();

        redis.cli("DEL", "name");
        redis.cli("RPUSH", "name", "garbage");
        assertThat(draw(one).isGranted()).isTrue();
        assertThat(one.store().isConnected()).isTrue();
    }

    /** Else who had not tried for long could try once more than a full bucket holds. */
    @Test
    void aTimeThatIsPastIsAFullBucketAndNoFuller() throws Exception {
        redis.cli("SET", "name", "1");
        for (int i = 0; i < 5; i++) {
            assertThat(draw(one).isGranted()).isTrue();
        }

        assertThat(draw(one).isGranted()).isFalse();
    }

    private static Draw draw(Shared replica) {
        return replica.store().draw("name", EACH, ALL).await();
    }
}
