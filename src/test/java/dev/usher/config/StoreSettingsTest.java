package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestCertificate;
import dev.usher.config.StoreSettings.Kind;
import dev.usher.config.StoreSettings.Server;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What {@code session.store} comes to. */
class StoreSettingsTest {

    @Test
    void aStoreNeedsNoMoreThanItsUrl() {
        assertThat(store("'redis://redis'"))
                .isEqualTo(new StoreSettings(
                        new Kind.Single(0),
                        List.of(new Server("redis", 6379)),
                        null,
                        null,
                        false,
                        null,
                        null,
                        Duration.ofMillis(200)));
    }

    @Test
    void aStoreHasADatabaseAndAPasswordWhereItsUrlHas() {
        StoreSettings store = store("'rediss://us%65r:p%40+ss@[::1]:7000/3'");

        assertThat(store.tls()).isTrue();
        assertThat(store.kind()).isEqualTo(new Kind.Single(3));
        assertThat(store.servers()).containsExactly(new Server("[::1]", 7000));
        assertThat(store.user()).isEqualTo("user");
        assertThat(store.password()).isEqualTo(new Secret("p@+ss"));
        assertThat(store.toString()).doesNotContain("p@");
        assertThat(store("'redis://:secret@redis'").user()).isNull();
    }

    @Test
    void sentinelsKnowTheMasterByItsName() {
        StoreSettings store = store("'redis-sentinel://a,b:7000/mymaster'");

        assertThat(store.kind()).isEqualTo(new Kind.Sentinel("mymaster"));
        assertThat(store.servers()).containsExactly(new Server("a", 26_379), new Server("b", 7000));
        assertThat(store("'rediss-sentinel://a/m'").tls()).isTrue();
    }

    @Test
    void aClusterHasSomeOfItsNodes() {
        StoreSettings store = store("'redis-cluster://a,b:7000'");

        assertThat(store.kind()).isEqualTo(new Kind.Cluster());
        assertThat(store.servers()).containsExactly(new Server("a", 6379), new Server("b", 7000));
        assertThat(store("'rediss-cluster://a'").tls()).isTrue();
    }

    @Test
    void aStoreMayBeWaitedForLongerAndHaveItsOwnCertificates() {
        TestCertificate own = TestCertificate.usual();
        StoreSettings store = store("{ url: 'rediss://redis', timeout: 1s, ca: " + own.cert() + ", cert: " + own.cert()
                + ", key: " + own.key() + " }");

        assertThat(store.timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(store.ca()).isEqualTo(own.cert());
        assertThat(store.client()).isEqualTo(new ServiceTls.ClientCertificate(own.cert(), own.key()));
    }

    private static StoreSettings store(String yaml) {
        String session = "session: { keys: ['" + "00".repeat(32) + "'], store: " + yaml + " }";
        return Objects.requireNonNull(
                Texts.settings(Texts.SMALLEST + session).session().store());
    }
}
