package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rights that the README wants for the gateway's user at Redis are all that it needs. */
class StoreRightsIT {

    @RegisterExtension
    @Order(1)
    static final RedisServer redis =
            new RedisServer(Stream.concat(Stream.of("--user", "usher", "on", ">secret"), rights())
                    .toArray(String[]::new));

    @RegisterExtension
    @Order(2)
    static final TestGateway gateway = TestGateway.usual()
            .with(
                    "session",
                    "{ tokens: native, keys: ['%s'], store: '%s' }"
                            .formatted("00".repeat(32), redis.url().replace("//", "//usher:secret@")))
            .throttled("{}");

    private static Stream<String> rights() {
        try {
            Matcher named = Pattern.compile("`(~usher:[^`]*)`").matcher(Files.readString(Path.of("README.md")));
            assertThat(named.find()).isTrue();
            return Stream.of(named.group(1).split("\\s+"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void sessionsLogoutsAndTriesAreShared() throws Exception {
        TestClient client = gateway.client();
        assertThat(client.login("alice@example.com", "wrong").status()).isEqualTo(401);
        String token = client.aliceToken();
        client.login("bob@example.com", "wrong");
        assertThat(redis.cli("KEYS", "*")).contains(":session:", ":tries:");

        assertThat(client.post("/auth/logout", "", "user-token", token).status())
                .isEqualTo(204);

        await().until(() -> redis.cli("KEYS", "*").contains(":revocations"));
        await().until(() -> !redis.cli("KEYS", "*").contains(":session:"));
        assertThat(gateway.admin().get("/health/ready").json().get("status").asText())
                .isEqualTo("ready");
    }
}
