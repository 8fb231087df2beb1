package dev.usher.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.RedisServer;
import dev.usher.config.StoreSettings;
import dev.usher.config.StoreSettings.Kind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sentinels say where Redis is. */
class SentinelIT {

    @RegisterExtension
    static final RedisServer first = new RedisServer();

    @RegisterExtension
    static final RedisServer second = new RedisServer();

    @RegisterExtension
    static final RedisServer sentinel = new RedisServer("--sentinel");

    @BeforeAll
    static void watch() throws Exception {
        monitor(first);
    }

    private static void monitor(RedisServer master) throws Exception {
        assertThat(sentinel.cli("SENTINEL", "MONITOR", "mymaster", "127.0.0.1", "" + master.port(), "1"))
                .isEqualTo("OK");
    }

    @Test
    void theMasterIsAskedAndWhenAnotherTakesItsPlaceThatOne() throws Exception {
        try (Shared shared = new Shared(settings("mymaster"))) {
            shared.set("name", "first");
            shared.tell("of the first");
            assertThat(first.cli("GET", "name")).isEqualTo("first");
            await().until(() -> shared.heard().contains("of the first"));

            first.kill();
            await().until(() -> !shared.store().isConnected());
            sentinel.cli("SENTINEL", "REMOVE", "mymaster");
            monitor(second);
            await().until(() -> shared.store().isConnected());

            shared.set("name", "second");
            shared.tell("of the second");
            assertThat(second.cli("GET", "name")).isEqualTo("second");
            await().until(() -> shared.heard().contains("of the second"));
        }
    }

    @Test
    void aMasterThatNoSentinelKnowsIsAway() {
        try (Shared shared = new Shared(settings("another"))) {
            assertThat(shared.store().isConnected()).isFalse();
        }
    }

    private static StoreSettings settings(String master) {
        return Shared.at(sentinel.port(), new Kind.Sentinel(master));
    }
}
