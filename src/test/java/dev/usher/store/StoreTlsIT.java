package dev.usher.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.RedisServer;
import dev.usher.TestCertificate;
import dev.usher.config.Secret;
import dev.usher.config.ServiceTls.ClientCertificate;
import dev.usher.config.StoreSettings;
import dev.usher.config.StoreSettings.Kind;
import dev.usher.config.StoreSettings.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Redis that wants TLS, a certificate and a password, and somebody else who pretends to be it. */
class StoreTlsIT {

    private static final TestCertificate CERTIFICATE = TestCertificate.usual();
    private static final TestCertificate OTHER_HOST = TestCertificate.create("CN=other", "dns:other.example.com");

    @RegisterExtension
    static final RedisServer redis = tls(CERTIFICATE, "--requirepass", "p@ss word");

    @RegisterExtension
    static final RedisServer otherHost = tls(OTHER_HOST);

    private static RedisServer tls(TestCertificate certificate, String... more) {
        List<String> options = new java.util.ArrayList<>(List.of(
                "--port",
                "0",
                "--tls-port",
                "PORT",
                "--tls-cert-file",
                certificate.cert().toString(),
                "--tls-key-file",
                certificate.key().toString(),
                "--tls-ca-cert-file",
                certificate.cert().toString()));
        options.addAll(List.of(more));
        return new RedisServer(options.toArray(String[]::new));
    }

    @Test
    void whoShowsACertificateAndKnowsThePasswordIsLetIn() {
        try (Shared shared = new Shared(settings(redis, CERTIFICATE.cert(), client(CERTIFICATE), "p@ss word"))) {
            shared.set("name", "value");
            shared.tell("news");

            assertThat(shared.get("name")).isEqualTo("value");
            await().until(() -> shared.heard().contains("news"));
        }
    }

    @Test
    void withAnotherPasswordNobodyIs() {
        assertAway(settings(redis, CERTIFICATE.cert(), client(CERTIFICATE), "another"));
        assertAway(settings(redis, CERTIFICATE.cert(), client(CERTIFICATE), null));
    }

    @Test
    void withoutACertificateNobodyIs() {
        assertAway(settings(redis, CERTIFICATE.cert(), null, "p@ss word"));
    }

    @Test
    void aRedisOfAnotherAuthorityIsNotSpokenTo() {
        assertAway(settings(redis, OTHER_HOST.cert(), client(CERTIFICATE), "p@ss word"));
        assertAway(settings(redis, null, client(CERTIFICATE), "p@ss word"));
    }

    @Test
    void aRedisWithTheCertificateOfAnotherHostIsNotSpokenTo() {
        assertAway(settings(otherHost, OTHER_HOST.cert(), client(OTHER_HOST), null));
    }

    @Test
    void aRedisThatWantsTlsIsNotThereWithoutIt() {
        assertAway(Shared.at(redis.port()));
    }

    private static void assertAway(StoreSettings settings) {
        try (Shared shared = new Shared(settings)) {
            assertThat(shared.store().isConnected()).isFalse();
        }
    }

    private static ClientCertificate client(TestCertificate certificate) {
        return new ClientCertificate(certificate.cert(), certificate.key());
    }

    private static StoreSettings settings(
            RedisServer server, @Nullable Path ca, @Nullable ClientCertificate client, @Nullable String password) {
        return new StoreSettings(
                new Kind.Single(0),
                List.of(new Server("127.0.0.1", server.port())),
                null,
                password == null ? null : new Secret(password),
                true,
                ca,
                client,
                Duration.ofSeconds(1));
    }
}
