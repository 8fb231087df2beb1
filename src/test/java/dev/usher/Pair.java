package dev.usher;

import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Two gateways that share a Redis, a user server and a service. */
@SuppressWarnings("NullAway.Init")
final class Pair implements BeforeAllCallback, AfterAllCallback {

    private static final String KEY = "00".repeat(32);

    private final String name;
    private final String session;
    private final TestGateway gateway;
    private InstantSource clock = InstantSource.system();
    private volatile Duration skew = Duration.ZERO;
    private Usher another;

    /** @param tokens as in the file: {@code sealed} or {@code native} */
    Pair(RedisServer redis, String tokens) {
        this(redis, tokens, "negative-ttl: 0s");
    }

    /** @param more further keys of {@code session} */
    Pair(RedisServer redis, String tokens, String more) {
        name = tokens;
        session = "{ tokens: %s, %s, keys: ['%s'], store: '%s' }".formatted(tokens, more, KEY, redis.url());
        gateway = elsewhere();
    }

    /** Lets the test move the time that sessions live by, though not that of Redis. */
    Pair at(FakeTime time) {
        gateway.at(time, time);
        clock = time;
        return this;
    }

    /** Lets nobody guess passwords, who comes by a proxy that is trusted; {@code yaml} is {@code login.throttle}. */
    Pair throttled(String yaml) {
        gateway.throttled(yaml);
        return behindAProxy();
    }

    /** Believes the test who it is that asks. */
    Pair behindAProxy() {
        gateway.with("trusted-proxies", "[127.0.0.1]");
        return this;
    }

    /** Lets SDKs call the user server by way of both. */
    Pair facade() {
        gateway.with("login", "{ facade: ids }");
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        gateway.beforeAll(context);
        another = gateway.another(() -> clock.instant().plus(skew));
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        TestGateway.await(another.stop());
        gateway.afterAll(context);
    }

    /** By how much the other's clock is ahead from now on. */
    void skew(Duration ahead) {
        skew = ahead;
    }

    /** A gateway with the same Redis and another user server, which the test starts and stops itself. */
    TestGateway elsewhere() {
        return TestGateway.usual().with("session", session);
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

    /** Has the user server call every token valid, whatever has ended there. */
    void believeEverything() {
        gateway.users().faults().set(Operation.VALIDATE, Fault.reply(200, Map.of(), "true"));
    }

    /** What a gateway answers to a request with this token. */
    static int status(TestClient client, String token) {
        return client.get("/orders/1", "user-token", token).status();
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
