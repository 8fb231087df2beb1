package dev.usher;

import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A Redis, and two gateways that share it for each kind of token: {@code sealed} and {@code native}. After each test
 * everything answers again, and Redis is empty.
 */
final class TwoPairs implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private final RedisServer redis = new RedisServer();
    private final Pair sealed = new Pair(redis, "sealed");
    private final Pair natives = new Pair(redis, "native");
    private boolean isLeft;

    /** Lets the test move the time that sessions live by, though not that of Redis. */
    TwoPairs at(FakeTime time) {
        all().forEach(pair -> pair.at(time));
        return this;
    }

    /** Lets SDKs call the user server by way of all. */
    TwoPairs facade() {
        all().forEach(Pair::facade);
        return this;
    }

    /** As tests leave it, the next test finds it. */
    TwoPairs leftAlone() {
        isLeft = true;
        return this;
    }

    /** Believes the tests who it is that asks. */
    TwoPairs behindAProxy() {
        all().forEach(Pair::behindAProxy);
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        redis.beforeAll(context);
        sealed.beforeAll(context);
        natives.beforeAll(context);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (!isLeft) {
            mend();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        natives.afterAll(context);
        sealed.afterAll(context);
        redis.afterAll(context);
    }

    RedisServer redis() {
        return redis;
    }

    Pair sealed() {
        return sealed;
    }

    Pair natives() {
        return natives;
    }

    Stream<Pair> all() {
        return Stream.of(sealed, natives);
    }

    private void mend() throws Exception {
        all().forEach(pair -> pair.gateway().users().faults().clear());
        redis.resume();
        Awaitility.await().until(() -> all().allMatch(Pair::isWell));
        redis.cli("FLUSHALL");
    }
}
