package dev.usher.session;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.usher.FakeTime;
import dev.usher.config.Rate;
import dev.usher.config.SessionSettings;
import dev.usher.config.SessionSettings.TokenKind;
import dev.usher.userserver.UserToken;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A cache whose time passes when a test says so, and numbered sessions to put into it. */
final class SessionFixture {

    static final Duration TTL = Duration.ofSeconds(60);
    static final Duration NEGATIVE_TTL = Duration.ofSeconds(5);
    static final Duration MAX_AGE = Duration.ofHours(24);
    static final Duration IDLE = Duration.ofMinutes(30);
    static final int MAX_ENTRIES = 100;
    static final Duration STALE_IF_ERROR = Duration.ofMinutes(5);
    static final Duration SERVER_TIMEOUT = Duration.ofHours(1);
    static final Rate UNKNOWN = new Rate(100, Duration.ofMinutes(1));
    static final SessionSettings SETTINGS = new SessionSettings(
            TokenKind.SEALED,
            List.of(),
            TTL,
            NEGATIVE_TTL,
            0.8,
            STALE_IF_ERROR,
            UNKNOWN,
            MAX_AGE,
            IDLE,
            MAX_ENTRIES,
            null);

    final FakeTime time = new FakeTime();
    final Endings endings = new Endings();
    final SingleFlight flights = new SingleFlight();
    final SessionCache cache = new SessionCache(
            SETTINGS,
            new BeliefPolicy(
                    SETTINGS, SERVER_TIMEOUT, () -> ThreadLocalRandom.current().nextDouble()),
            flights,
            endings,
            time,
            time);

    /** A session that begins now, and about which the user server is asked now. */
    Session session(int number) {
        Binding binding = binding(number, time.millis());
        return new Session(hash(number), binding, List.of(), List.of(), time.read());
    }

    /** A login at that time. */
    static Binding binding(int number, long millis) {
        return new Binding(
                new UserToken("TOKEN-" + (1_000 + number)),
                "U-" + number,
                JsonNodeFactory.instance.objectNode(),
                millis,
                false,
                false);
    }

    /** The logout of a numbered session. */
    static Ending logout(int number) {
        return new Ending(hash(number), "U-" + number, Ending.Cause.LOGOUT);
    }

    static TokenHash hash(int number) {
        return new TokenHash(number, 0, 0, 0);
    }
}
