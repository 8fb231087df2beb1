package dev.usher.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.usher.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Redis refuses, dies, hangs and comes back: nobody waits for it for long, and nothing that was said is lost. */
class StoreOutageIT {

    @RegisterExtension
    static final RedisServer redis = new RedisServer();

    private final Shared one = new Shared(Shared.at(redis.port()));
    private final Shared other = new Shared(Shared.at(redis.port()));

    @AfterEach
    void close() throws Exception {
        redis.resume();
        one.close();
        other.close();
        redis.cli("FLUSHALL");
    }

    @Test
    void whileItIsGoneNobodyWaits() throws Exception {
        redis.kill();
        await().until(() -> !one.store().isConnected());

        long start = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            assertThatThrownBy(() -> one.get("name")).hasMessage("the store is away");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Shared.TIMEOUT.multipliedBy(5));

        redis.start();
        await().until(() -> one.store().isConnected() && other.store().isConnected());
    }

    @Test
    void whatIsSaidWhileItIsGoneIsHeardWhenItIsBack() throws Exception {
        one.tell("before");
        await().until(() -> other.heard().contains("before"));
        redis.kill();
        await().until(() -> !one.store().isConnected() && !other.store().isConnected());
        one.tell("first");
        one.tell("second");

        redis.start();

        await().until(() -> other.heard().contains("second"));
        assertThat(other.heard()).containsExactly("before", "first", "second");
    }

    @Test
    void whatWasSaidWhileAConnectionWasBrokenIsReadLater() throws Exception {
        one.tell("before");
        await().until(() -> other.heard().contains("before"));
        redis.cli("CLIENT", "KILL", "TYPE", "normal");
        redis.cli("XADD", Shared.JOURNAL, "*", "e", "meanwhile");

        await().until(() -> other.heard().contains("meanwhile"));
    }

    /** Redis counts by its own time, which may be another one when it is another machine. */
    @Test
    void whatAJournalSaysThatBeganAnewIsHeardThoughItIsEarlierThanTheLast() throws Exception {
        redis.cli("XADD", Shared.JOURNAL, "9999999999999-0", "e", "late");
        await().until(() -> other.heard().contains("late"));
        redis.kill();
        await().until(() -> !other.store().isConnected());

        redis.start();
        redis.cli("XADD", Shared.JOURNAL, "1-1", "e", "early");

        await().until(() -> other.heard().contains("early"));
    }

    @Test
    void whileItHangsAQuestionWaitsForTheTimeoutAndTheNextNotAtAll() throws Exception {
        redis.pause();

        long start = System.nanoTime();
        assertThatThrownBy(() -> one.get("name")).isInstanceOf(Exception.class);
        Duration first = Duration.ofNanos(System.nanoTime() - start);
        assertThat(first).isBetween(Shared.TIMEOUT.minusMillis(20), Shared.TIMEOUT.plusSeconds(1));
        await().until(() -> !one.store().isConnected());
        assertThatThrownBy(() -> one.get("name")).hasMessage("the store is away");
    }

    @Test
    void thatItHangsIsNoticedThoughNobodyAsks() throws Exception {
        redis.pause();

        await().atMost(Journal.WAIT.plus(Shared.TIMEOUT).plusSeconds(1))
                .until(() -> !one.store().isConnected());
    }

    @Test
    void whatIsSaidWhileItHangsIsHeardWhenItGoesOn() throws Exception {
        redis.pause();
        one.tell("said");
        await().until(() -> !one.store().isConnected());

        redis.resume();

        await().until(() -> other.heard().contains("said") && one.store().isConnected());
        one.set("name", "value");
        assertThat(other.get("name")).isEqualTo("value");
    }

    @Test
    void withoutItAReplicaStartsToo() throws Exception {
        redis.kill();
        try (Shared late = new Shared(Shared.at(redis.port()))) {
            assertThat(late.store().isConnected()).isFalse();
            late.tell("early");

            redis.start();

            await().until(() -> late.store().isConnected() && late.heard().contains("early"));
        }
    }

    @Test
    void aJournalThatIsNoneIsAnOutage() throws Exception {
        redis.cli("DEL", Shared.JOURNAL);
        redis.cli("SET", Shared.JOURNAL, "garbage");
        await().until(() -> !one.store().isConnected());
        one.tell("kept");

        redis.cli("DEL", Shared.JOURNAL);

        await().until(() -> other.heard().contains("kept"));
    }
}
