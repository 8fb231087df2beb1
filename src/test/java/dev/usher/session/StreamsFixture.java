package dev.usher.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.FakeTime;
import dev.usher.TestGateway;
import dev.usher.config.ConfigFile;
import dev.usher.config.Reading;
import dev.usher.config.Settings;
import dev.usher.observe.Metrics;
import dev.usher.sandbox.SandboxOptions;
import dev.usher.sandbox.SandboxUserServer;
import dev.usher.userserver.Calls;
import dev.usher.userserver.Reachability;
import dev.usher.userserver.Turnstile;
import dev.usher.userserver.UserServer;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** The streams of an event loop, and a user server that can be asked about their sessions and knows none of them. */
final class StreamsFixture {

    private static final String PLENTY = "concurrent: 64";

    private final Vertx vertx = Vertx.vertx();
    final FakeTime time = new FakeTime();
    final SandboxUserServer users = SandboxUserServer.start(
                    vertx, SandboxOptions.defaults().withClock(time))
            .await();
    final Metrics metrics = new Metrics();
    final SharedSessions shared = new SharedSessions(vertx, settings(PLENTY), metrics, time, time);
    final Context loop = vertx.getOrCreateContext();

    /** Of the calls to the user server. */
    Metrics called = new Metrics();

    LiveStreams streams;

    StreamsFixture() throws Exception {
        streams = streams(PLENTY);
    }

    /** Has others look after what joins from here on, and with plenty to ask with. */
    void beginAnew() throws Exception {
        beginAnew(PLENTY);
    }

    void beginAnew(String budget) throws Exception {
        streams = streams(budget);
    }

    private LiveStreams streams(String budget) throws Exception {
        Settings settings = settings(budget);
        called = new Metrics();
        Turnstile turnstile = new Turnstile(vertx, settings.auth(), called, System::nanoTime);
        Calls calls = new Calls(vertx, settings.auth(), turnstile, called, new Reachability(time), time);
        UserServer userServer = UserServer.of(calls, settings.auth());
        return onLoop(() -> new LiveStreams(vertx, shared, new Sessions(vertx, shared, userServer)));
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

    /** A session that has just been found valid. */
    Session begin(int number) {
        Binding binding = SessionFixture.binding(number, time.millis());
        Session session = shared.session(new TokenHash(number, 0, 0, 0), binding, List.of(), time.read());
        assertThat(shared.cache().believe(session)).isTrue();
        return session;
    }

    /** The same, used by whoever has that address. */
    Session begin(int number, String address) {
        Session session = begin(number);
        shared.cache().usedFrom(session.hash(), address);
        return session;
    }

    Recorded join(Session session) throws Exception {
        return join(session, true);
    }

    Recorded join(Session session, boolean isPatient) throws Exception {
        Recorded stream = new Recorded(isPatient);
        return onLoop(() -> {
            streams.join(session, stream);
            return stream;
        });
    }

    <T> T onLoop(Supplier<T> step) throws Exception {
        Promise<T> done = Promise.promise();
        loop.runOnContext(v -> done.complete(step.get()));
        return TestGateway.await(done.future());
    }

    void close() throws Exception {
        TestGateway.await(vertx.close());
    }
}
