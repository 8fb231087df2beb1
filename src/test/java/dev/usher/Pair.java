package dev.usher;

import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Two gateways that share a Redis, a user server and a service. Register it after the Redis, with {@code @Order}. */
@SuppressWarnings("NullAway.Init")
final class Pair implements BeforeAllCallback, AfterAllCallback {

    private static final String KEY = "00".repeat(32);

    private final String name;
    private final TestGateway gateway;
    private Usher another;

    /** @param tokens as in the file: {@code sealed} or {@code native} */
    Pair(RedisServer redis, String tokens) {
        name = tokens;
        gateway = TestGateway.usual()
                .with(
                        "session",
                        "{ tokens: %s, negative-ttl: 0s, keys: ['%s'], store: '%s' }"
                                .formatted(tokens, KEY, redis.url()));
    }

    /** Lets the test move the time that sessions live by, though not that of Redis. */
    Pair at(FakeTime time) {
        gateway.at(time, time);
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        gateway.beforeAll(context);
        another = gateway.another();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        TestGateway.await(another.stop());
        gateway.afterAll(context);
    }

    /** The one with all that is behind both. */
    TestGateway gateway() {
        return gateway;
    }

    TestClient one() {
        return gateway.client();
    }

    TestClient other() {
        return new TestClient(another.httpPort());
    }

    /** Whether both say that something is missing. */
    boolean isDegraded() {
        return states().allMatch("degraded"::equals);
    }

    /** Whether both say that nothing is. */
    boolean isWell() {
        return states().allMatch("ready"::equals);
    }

    private Stream<String> states() {
        return Stream.of(gateway.admin(), new TestClient(another.adminPort()))
                .map(admin -> admin.get("/health/ready").json().get("status").asText());
    }

    @Override
    public String toString() {
        return name;
    }
}
