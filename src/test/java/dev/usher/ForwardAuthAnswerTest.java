package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a proxy in front is told is for this request alone. */
class ForwardAuthAnswerTest {

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().with("trusted-proxies", "[127.0.0.1]");

    /** A cache in between would tell the next one what this one was told. */
    @ParameterizedTest
    @EnumSource
    void noAnswerIsKept(Dialect dialect) {
        TestClient client = gateway.client();
        String bob = client.token("bob@example.com", "builder");

        assertThat(Stream.of(
                        dialect.ask(client, "GET", "/orders/1", "user-token", bob),
                        dialect.ask(client, "GET", "/orders/1", "accept", "text/html"),
                        dialect.ask(client, "GET", "/orders/1"),
                        dialect.ask(client, "GET", "/managers/1", "user-token", bob),
                        dialect.ask(client, "GET", "/nowhere")))
                .allSatisfy(answer ->
                        assertThat(answer.headers().get("cache-control")).containsExactly("no-store"));
    }
}
