package dev.usher.session;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.usher.FakeTime;
import dev.usher.config.SessionSettings;
import dev.usher.config.SessionSettings.TokenKind;
import dev.usher.userserver.UserToken;
import java.time.Duration;
import java.util.List;

/** A cache whose time passes when a test says so, and numbered sessions to put into it. */
final class SessionFixture {

    static final Duration TTL = Duration.ofSeconds(60);
    static final Duration NEGATIVE_TTL = Duration.ofSeconds(5);
    static final Duration MAX_AGE = Duration.ofHours(24);
    static final Duration IDLE = Duration.ofMinutes(30);
    static final int MAX_ENTRIES = 100;

    final FakeTime time = new FakeTime();
    final Endings endings = new Endings();
    final SessionCache cache = new SessionCache(
            new SessionSettings(TokenKind.SEALED, List.of(), TTL, NEGATIVE_TTL, MAX_AGE, IDLE, MAX_ENTRIES),
            endings,
            time,
            time);

    /** A session that begins now. */
    Session session(int number) {
        Binding binding = new Binding(
                new UserToken("TOKEN-" + (1_000 + number)),
                "U-" + number,
                JsonNodeFactory.instance.objectNode(),
                time.millis(),
                false);
        return new Session(hash(number), binding, List.of(), List.of());
    }

    /** The logout of a numbered session. */
    static Ending logout(int number) {
        return new Ending(hash(number), "U-" + number, Ending.Cause.LOGOUT);
    }

    static TokenHash hash(int number) {
        return new TokenHash(number, 0, 0, 0);
    }
}
