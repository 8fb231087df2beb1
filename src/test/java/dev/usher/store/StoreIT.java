package dev.usher.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What replicas share while Redis is there. */
class StoreIT {

    @RegisterExtension
    static final RedisServer redis = new RedisServer();

    private Shared one = new Shared(Shared.at(redis.port()));
    private Shared other = new Shared(Shared.at(redis.port()));

    @AfterEach
    void close() throws Exception {
        one.close();
        other.close();
        redis.cli("FLUSHALL");
    }

    @Test
    void whatOnePutsTheOtherFinds() throws Exception {
        one.set("name", "value");

        assertThat(other.get("name")).isEqualTo("value");
        assertThat(Long.parseLong(redis.cli("PTTL", "name"))).isBetween(1L, Shared.KEEP.toMillis());
    }

    @Test
    void whatIsRemovedIsGone() {
        one.set("name", "value");
        other.store().remove("name").await();

        assertThat(one.get("name")).isEqualTo("nothing");
    }

    @Test
    void everybodyHearsEverythingInOneOrder() {
        IntStream.range(0, 250).forEach(i -> (i % 2 == 0 ? one : other).tell(Integer.toString(i)));

        await().until(() -> one.heard().size() == 250 && other.heard().size() == 250);
        assertThat(other.heard()).isEqualTo(one.heard());
        assertThat(one.heard().stream().filter(text -> Integer.parseInt(text) % 2 == 0))
                .isSortedAccordingTo((a, b) -> Integer.parseInt(a) - Integer.parseInt(b));
    }

    @Test
    void newsTravelWithinASecond() {
        one.tell("news");

        await().atMost(Duration.ofSeconds(1)).until(() -> other.heard().contains("news"));
    }

    /** More than are read at once. */
    @Test
    void whoStartsLaterHasHeardEverythingWhenItStarts() {
        List<String> said = IntStream.range(0, 777).mapToObj(Integer::toString).toList();
        said.forEach(one::tell);
        await().until(() -> one.heard().size() == said.size());

        try (Shared late = new Shared(Shared.at(redis.port()))) {
            assertThat(late.heard()).isEqualTo(said);
        }
    }

    @Test
    void whatWasSaidLastIsDeliveredBeforeStopping() {
        IntStream.range(0, 300).forEach(i -> one.tell(Integer.toString(i)));

        one.stop();

        await().until(() -> other.heard().size() == 300);
        assertThat(one.store().isConnected()).isFalse();
    }

    @Test
    void theJournalIsBounded() throws Exception {
        int many = 2 * Shared.MOST;
        IntStream.range(0, many).forEach(i -> one.tell(Integer.toString(i)));
        await().until(() -> other.heard().size() == many);

        // Redis forgets whole nodes of a hundred
        assertThat(Integer.parseInt(redis.cli("XLEN", Shared.JOURNAL))).isBetween(Shared.MOST, Shared.MOST + 100);
        assertThat(Long.parseLong(redis.cli("PTTL", Shared.JOURNAL))).isBetween(1L, Shared.KEEP.toMillis());
    }

    @Test
    void theJournalForgetsWhatIsTooOld() throws Exception {
        long now = Long.parseLong(redis.cli("TIME").lines().findFirst().orElseThrow()) * 1000;
        for (int i = 0; i < 300; i++) {
            redis.cli("XADD", Shared.JOURNAL, now - 2 * Shared.KEEP.toMillis() + i + "-0", "e", "old");
        }
        one.tell("new");
        await().until(() -> other.heard().contains("new"));

        await().untilAsserted(() ->
                assertThat(Integer.parseInt(redis.cli("XLEN", Shared.JOURNAL))).isLessThanOrEqualTo(101));
    }

    @Test
    void somebodyElsesKindOfValueIsEmptyAndNoOutage() throws Exception {
        redis.cli("RPUSH", "list", "x");

        assertThat(one.get("list")).isEmpty();
        assertThat(one.store().isConnected()).isTrue();
    }
}
