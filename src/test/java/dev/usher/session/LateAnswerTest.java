package dev.usher.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.usher.FakeTime;
import dev.usher.TestGateway;
import dev.usher.config.ConfigFile;
import dev.usher.config.Freshness;
import dev.usher.config.Reading;
import dev.usher.config.Settings;
import dev.usher.http.AddressGroup;
import dev.usher.http.Exchange;
import dev.usher.observe.Metrics;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import dev.usher.sandbox.SandboxOptions;
import dev.usher.sandbox.SandboxUserServer;
import dev.usher.userserver.Asker;
import dev.usher.userserver.Calls;
import dev.usher.userserver.Reachability;
import dev.usher.userserver.Turnstile;
import dev.usher.userserver.UserServer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one event loop has found out may be heard on another one when something else is known already. */
class LateAnswerTest {

    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final Freshness NOW = new Freshness(Duration.ZERO, true);

    /** Has an own event loop for each context, and none of them is the sandbox's. */
    private final Vertx vertx = Vertx.vertx();

    private final Vertx elsewhere = Vertx.vertx();
    private final FakeTime time = new FakeTime();
    private final SandboxUserServer users =
            SandboxUserServer.start(elsewhere, SandboxOptions.defaults()).await();
    private final Settings settings = settings(users.url());
    private final Metrics metrics = new Metrics();
    private final Turnstile turnstile = new Turnstile(vertx, settings.auth(), metrics, System::nanoTime);
    private final SharedSessions shared = new SharedSessions(vertx, settings, metrics, time, time);

    @AfterEach
    void close() throws Exception {
        TestGateway.await(vertx.close());
        TestGateway.await(elsewhere.close());
    }

    @Test
    void whoHearsOfAValidTokenAfterItsLogoutIsRefused() throws Exception {
        Loop asking = new Loop();
        Loop waiting = new Loop();
        assertThat(asking.context.nettyEventLoop()).isNotSameAs(waiting.context.nettyEventLoop());
        String token = asking.login();
        time.pass(MOMENT);
        Fault.Held held = Fault.hold();
        users.faults().next(1, Operation.VALIDATE, held);

        Future<Caller> first = asking.lookup(token);
        await().until(() -> held.arrived() == 1);
        Future<Caller> second = waiting.lookup(token);
        TestGateway.await(waiting.run(Future::succeededFuture));
        CountDownLatch ended = waiting.keepBusy();
        held.release();
        assertThat(TestGateway.await(first)).isInstanceOf(Caller.Known.class);
        shared.end(new Ending(new TokenHash.Hasher().hash(token), null, Ending.Cause.REVOKED));
        ended.countDown();

        assertThat(TestGateway.await(second)).isEqualTo(new Caller.Refused(Ending.Cause.REVOKED));
        assertThat(users.calls(Operation.VALIDATE)).isEqualTo(1);
    }

    @Test
    void whoHearsOfAnAnswerThatIsTooOldTakesTheNewOneThatHasLandedMeanwhile() throws Exception {
        Loop asking = new Loop();
        Loop waiting = new Loop();
        String token = asking.login();
        time.pass(MOMENT);
        Fault.Held held = Fault.hold();
        users.faults().next(1, Operation.VALIDATE, held);
        asking.lookup(token);
        await().until(() -> held.arrived() == 1);

        time.pass(MOMENT);
        Future<Caller> second = asking.lookup(token);
        Future<Caller> third = waiting.lookup(token);
        TestGateway.await(waiting.run(Future::succeededFuture));
        CountDownLatch landed = waiting.keepBusy();
        time.pass(MOMENT);
        held.release();
        assertThat(TestGateway.await(second)).isInstanceOf(Caller.Known.class);
        assertThat(users.calls(Operation.VALIDATE)).isEqualTo(2);
        landed.countDown();

        assertThat(TestGateway.await(third)).isInstanceOf(Caller.Known.class);
        assertThat(users.calls(Operation.VALIDATE)).isEqualTo(2);
    }

    /** What belongs to one event loop. */
    private final class Loop {
        private final ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
        private final UserServer userServer = UserServer.of(
                new Calls(
                        vertx,
                        settings.auth(),
                        turnstile,
                        metrics,
                        new Reachability(InstantSource.system()),
                        InstantSource.system()),
                settings.auth());
        private final Sessions sessions = new Sessions(vertx, shared, userServer);

        String login() throws Exception {
            return TestGateway.await(run(() -> userServer
                    .login(TextNode.valueOf("alice@example.com"), "wonderland", Asker.patient(AddressGroup.UNKNOWN))
                    .compose(user -> sessions.begin(exchange(), user, false))
                    .map(Sessions.Begun::token)));
        }

        Future<Caller> lookup(String token) {
            return run(() -> sessions.find(exchange(), token, NOW).caller());
        }

        CountDownLatch keepBusy() {
            CountDownLatch latch = new CountDownLatch(1);
            context.runOnContext(v -> {
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            return latch;
        }

        <T> Future<T> run(Supplier<Future<T>> step) {
            return onContext(context, step);
        }
    }

    private static <T> Future<T> onContext(Context context, Supplier<Future<T>> step) {
        Promise<T> done = Promise.promise();
        context.runOnContext(v -> step.get().onComplete(done));
        return done.future();
    }

    /** Sessions note on it how the cache took part, and look at nothing else of it. */
    @SuppressWarnings("NullAway")
    private static Exchange exchange() {
        return new Exchange(null, "test");
    }

    private static Settings settings(String url) {
        String file = "auth: { url: \"" + url + "\" }\nroutes: { /**: http://a:1 }\n";
        return switch (ConfigFile.read("test.yaml", file, Path.of(""), name -> null)) {
            case Reading.Valid valid -> valid.settings();
            case Reading.Invalid invalid -> throw new IllegalArgumentException(invalid.toString());
        };
    }
}
