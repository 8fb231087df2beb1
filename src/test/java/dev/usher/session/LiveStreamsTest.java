package dev.usher.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.usher.FakeTime;
import dev.usher.TestGateway;
import dev.usher.config.ConfigFile;
import dev.usher.config.Freshness;
import dev.usher.config.Reading;
import dev.usher.config.Settings;
import dev.usher.observe.Metrics;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import dev.usher.sandbox.SandboxOptions;
import dev.usher.sandbox.SandboxUserServer;
import dev.usher.userserver.Calls;
import dev.usher.userserver.Reachability;
import dev.usher.userserver.Turnstile;
import dev.usher.userserver.UserServer;
import dev.usher.userserver.UserToken;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When an event loop asks about the sessions whose streams it has, and how often. */
class LiveStreamsTest {

    private static final int AT_ONCE = 25;

    private final FakeTime time = new FakeTime();
    private final Vertx vertx = Vertx.vertx();
    private final SandboxUserServer users = SandboxUserServer.start(
                    vertx, SandboxOptions.defaults().withClock(time))
            .await();
    private final Metrics metrics = new Metrics();
    private final SharedSessions shared = new SharedSessions(vertx, settings(64), metrics, time, time);
    private final Context loop = vertx.getOrCreateContext();
    private Metrics called = new Metrics();
    private LiveStreams streams;

    LiveStreamsTest() throws Exception {
        streams = streams(settings(64));
    }

    private LiveStreams streams(Settings settings) throws Exception {
        called = new Metrics();
        Turnstile turnstile = new Turnstile(vertx, settings.auth(), called, System::nanoTime);
        Calls calls = new Calls(vertx, settings.auth(), turnstile, called, new Reachability(time), time);
        UserServer userServer = UserServer.of(calls, settings.auth());
        return onLoop(() -> new LiveStreams(vertx, shared, new Sessions(vertx, shared, userServer)));
    }

    @AfterEach
    void close() throws Exception {
        TestGateway.await(vertx.close());
    }

    @Test
    void whatIsDueAtOnceIsAskedAboutInTurn() throws Exception {
        Fault.Held held = Fault.hold();
        users.faults().set(Operation.VALIDATE, held);
        List<Recorded> all = new ArrayList<>();
        for (int number = 0; number < 2 * AT_ONCE; number++) {
            all.add(join(begin(number)));
        }
        time.pass(Duration.ofSeconds(67));

        await().until(() -> held.arrived() == AT_ONCE);
        await().during(Duration.ofMillis(600)).until(() -> held.arrived() == AT_ONCE);
        held.release();

        // the sandbox knows none of their tokens
        await().until(() -> all.stream().allMatch(one -> one.ended.get() == 401));
        assertThat(users.calls(Operation.VALIDATE)).isEqualTo(2 * AT_ONCE);
    }

    @Test
    void manyStreamsOfASessionAreOneQuestion() throws Exception {
        Session session = begin(1);
        List<Recorded> all = List.of(join(session), join(session), join(session));
        time.pass(Duration.ofSeconds(67));

        await().until(() -> all.stream().allMatch(one -> one.ended.get() == 401));
        assertThat(users.calls(Operation.VALIDATE)).isEqualTo(1);
    }

    @Test
    void whatHasLeftCostsNoQuestion() throws Exception {
        Session first = begin(1);
        Recorded left = join(first);
        Recorded stays = join(begin(2));
        onLoop(() -> {
            streams.leave(first, left);
            streams.leave(first, left);
            return left;
        });
        time.pass(Duration.ofSeconds(67));

        await().until(() -> stays.ended.get() == 401);
        assertThat(users.calls(Operation.VALIDATE)).isEqualTo(1);
        assertThat(left.ended).hasValue(0);
        assertThat(metrics.scrape()).contains("usher_session_streams{kind=\"websocket\"} 0.0");
    }

    @Test
    void whatJoinsASessionThatHasEndedBeforeEndsAtOnce() throws Exception {
        Session session = begin(1);
        shared.end(new Ending(session.hash(), session.userId(), Ending.Cause.LOGOUT));

        Recorded late = join(session);

        await().until(() -> late.ended.get() == 401);
        assertThat(users.calls(Operation.VALIDATE)).isZero();
    }

    @Test
    void aSessionIsLookedAtOftenEnoughNotToBeIdle() throws Exception {
        Session session = begin(1);
        Recorded open = join(session);
        await().until(() -> open.looks.get() == 1);
        // half of idle, and less than the time to live
        time.pass(Duration.ofSeconds(40));

        await().until(() -> open.looks.get() == 2);
        assertThat(users.calls(Operation.VALIDATE)).isZero();
        users.faults().set(Operation.VALIDATE, Fault.hold());
        time.pass(Duration.ofSeconds(50));
        assertThat(shared.cache().find(session.hash(), Freshness.USUAL)).isInstanceOf(Belief.Old.class);
    }

    @Test
    void aSessionIsLookedAtWhenItIsTooOldThoughItsAnswerIsNot() throws Exception {
        users.faults().set(Operation.VALIDATE, Fault.reply(200, Map.of(), "true"));
        Recorded open = join(begin(1));
        time.pass(Duration.ofSeconds(67));
        await().until(() -> open.looks.get() == 1 && users.calls(Operation.VALIDATE) == 1);

        time.pass(Duration.ofSeconds(33));

        await().until(() -> open.ended.get() == 401);
        assertThat(users.calls(Operation.VALIDATE)).isEqualTo(1);
    }

    @Test
    void aSessionThatHadToMakeRoomIsAskedAboutAllTheSame() throws Exception {
        SessionFixture elsewhere = new SessionFixture();
        Recorded open = join(elsewhere.session(1));

        await().until(() -> open.ended.get() == 401);
        assertThat(users.calls(Operation.VALIDATE)).isEqualTo(1);
    }

    @Test
    void aSessionThatHadToMakeRoomIsTooOldAllTheSame() throws Exception {
        SessionFixture elsewhere = new SessionFixture();
        Session old = elsewhere.session(1);
        time.pass(Duration.ofHours(24));
        Recorded open = join(old);

        await().until(() -> open.ended.get() == 401);
        assertThat(users.calls(Operation.VALIDATE)).isZero();
    }

    /** Nobody is told of its end, and the user server would still believe in it. */
    @Test
    void aSessionThatHadToMakeRoomIsRevokedAllTheSame() throws Exception {
        users.faults().set(Operation.VALIDATE, Fault.hang());
        Session session = new SessionFixture().session(1);
        Recorded open = join(session);
        await().until(() -> users.calls(Operation.VALIDATE) == 1);

        shared.revocations().revoke(session.userId());

        await().until(() -> open.ended.get() == 401);
    }

    @Test
    void whoFoundNoRoomStandsInLineTheNextTime() throws Exception {
        streams = streams(settings(1));
        Fault.Held held = Fault.hold();
        users.faults().set(Operation.VALIDATE, held);
        List<Recorded> both = List.of(join(begin(1)), join(begin(2)));
        time.pass(Duration.ofSeconds(67));
        await().until(() -> held.arrived() == 1 && called.scrape().contains("reason=\"spare\"} 1.0"));

        time.pass(Duration.ofSeconds(10));
        await().until(() -> called.scrape().contains("usher_userserver_calls_waiting 1.0"));
        held.release();

        await().until(() -> both.stream().allMatch(one -> one.ended.get() == 401));
    }

    /** Where no old answer will do, not to have asked would be the end. */
    @Test
    void whoFindsNoRoomStandsInLineAtOnceWhereAStreamIsStrict() throws Exception {
        streams = streams(settings(1));
        Fault.Held held = Fault.hold();
        users.faults().set(Operation.VALIDATE, held);
        Session asked = begin(1);
        Session waits = begin(2);
        time.pass(Duration.ofSeconds(67));
        Recorded patient = join(asked);
        await().until(() -> held.arrived() == 1);

        Recorded strict = join(waits, false);
        await().until(() -> called.scrape().contains("usher_userserver_calls_waiting 1.0"));
        held.release();

        await().until(() -> patient.ended.get() == 401 && strict.ended.get() == 401);
    }

    /** Else all streams would be one address, and push each other out. */
    @Test
    void inAFullLineAStreamHasTheAddressThatItsSessionWasUsedFrom() throws Exception {
        streams = streams(settings("concurrent: 1, waiting: 2, wait: 5s"));
        Fault.Held held = Fault.hold();
        users.faults().set(Operation.VALIDATE, held);
        List<Session> all =
                List.of(begin(1, "192.0.2.1"), begin(2, "192.0.2.1"), begin(3, "192.0.2.1"), begin(4, "192.0.2.2"));
        time.pass(Duration.ofSeconds(67));
        join(all.get(0), false);
        await().until(() -> held.arrived() == 1);
        List<Recorded> many = List.of(join(all.get(1), false), join(all.get(2), false));
        await().until(() -> called.scrape().contains("usher_userserver_calls_waiting 2.0"));

        Recorded other = join(all.get(3), false);

        await().until(() -> called.scrape().contains("reason=\"full\"} 1.0"));
        held.release();
        await().until(() -> other.ended.get() != 0 && many.stream().allMatch(one -> one.ended.get() != 0));
        assertThat(other.ended).hasValue(401);
        assertThat(many).extracting(one -> one.ended.get()).containsExactlyInAnyOrder(401, 503);
    }

    private Session begin(int number, String address) {
        Session session = begin(number);
        shared.cache().usedFrom(session.hash(), address);
        return session;
    }

    /** A session that has just been found valid. */
    private Session begin(int number) {
        Binding binding = new Binding(
                new UserToken("TOKEN-" + (1_000 + number)),
                "U-" + number,
                JsonNodeFactory.instance.objectNode(),
                time.millis(),
                false,
                false);
        Session session = shared.session(new TokenHash(number, 0, 0, 0), binding, List.of(), time.read());
        assertThat(shared.cache().believe(session)).isTrue();
        return session;
    }

    private Recorded join(Session session) throws Exception {
        return join(session, true);
    }

    private Recorded join(Session session, boolean isPatient) throws Exception {
        Recorded stream = new Recorded(isPatient);
        return onLoop(() -> {
            streams.join(session, stream);
            return stream;
        });
    }

    private <T> T onLoop(Supplier<T> step) throws Exception {
        Promise<T> done = Promise.promise();
        loop.runOnContext(v -> done.complete(step.get()));
        return TestGateway.await(done.future());
    }

    private Settings settings(int concurrent) {
        return settings("concurrent: " + concurrent);
    }

    private Settings settings(String budget) {
        String file = "auth: { url: \"" + users.url() + "\", timeout: 10s, budget: { " + budget + " } }\n"
                + "session: { ttl: 60s, idle: 80s, max-age: 100s }\n"
                + "identity: { headers: { X-User-Id: objectId } }\nroutes: { /**: http://a:1 }\n";
        return switch (ConfigFile.read("test.yaml", file, Path.of(""), name -> null)) {
            case Reading.Valid valid -> valid.settings();
            case Reading.Invalid invalid -> throw new IllegalArgumentException(invalid.toString());
        };
    }
}
