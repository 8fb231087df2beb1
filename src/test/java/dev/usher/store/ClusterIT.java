package dev.usher.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.RedisServer;
import dev.usher.config.StoreSettings;
import dev.usher.config.StoreSettings.Kind;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Redis is two nodes with half of the names each. */
class ClusterIT {

    @RegisterExtension
    static final RedisServer low = new RedisServer("--cluster-enabled", "yes", "--cluster-port", "FREE");

    @RegisterExtension
    static final RedisServer high = new RedisServer("--cluster-enabled", "yes", "--cluster-port", "FREE");

    @BeforeAll
    static void join() throws Exception {
        assertThat(low.cli("CLUSTER", "ADDSLOTSRANGE", "0", "8191")).isEqualTo("OK");
        assertThat(high.cli("CLUSTER", "ADDSLOTSRANGE", "8192", "16383")).isEqualTo("OK");
        String bus = low.cli("CONFIG", "GET", "cluster-port").lines().toList().getLast();
        assertThat(high.cli("CLUSTER", "MEET", "127.0.0.1", "" + low.port(), bus))
                .isEqualTo("OK");
        await().until(() -> low.cli("CLUSTER", "INFO").contains("cluster_state:ok")
                && high.cli("CLUSTER", "INFO").contains("cluster_state:ok"));
    }

    @Test
    void eachNameHasItsNodeAndTheJournalHasOne() throws Exception {
        StoreSettings settings = Shared.at(low.port(), new Kind.Cluster());
        try (Shared one = new Shared(settings);
                Shared other = new Shared(settings)) {
            IntStream.range(0, 50).forEach(i -> one.set("name" + i, "value" + i));
            one.tell("news");

            assertThat(IntStream.range(0, 50).mapToObj(i -> other.get("name" + i)))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 50).mapToObj(i -> "value" + i).toList());
            assertThat(low.cli("DBSIZE")).isNotEqualTo("0");
            assertThat(high.cli("DBSIZE")).isNotEqualTo("0");
            await().until(() -> other.heard().contains("news"));
            assertThat(IntStream.range(0, 50)
                            .mapToObj(i -> one.store()
                                    .draw("bucket" + i, Duration.ofMinutes(1), Duration.ofMinutes(1))
                                    .await()
                                    .isGranted()))
                    .containsOnly(true);
        }
    }
}
