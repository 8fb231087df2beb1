package dev.usher.sandbox;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The live sessions; each ends when it was not used for the session timeout. Under the lock of {@link UserService}. */
final class Sessions {

    private final Map<String, Session> byToken = new HashMap<>();
    private final InstantSource clock;

    Sessions(InstantSource clock) {
        this.clock = clock;
    }

    String open(Account account) {
        String token = Account.newId();
        byToken.put(token, new Session(account, clock.millis()));
        return token;
    }

    /** Whose session this is, or nobody's; looking does not keep it alive. */
    @Nullable
    Account peek(String token, SandboxSettings settings) {
        Session session = byToken.get(token);
        if (session == null) {
            return null;
        }
        if (expired(session, settings)) {
            byToken.remove(token);
            return null;
        }
        return session.account;
    }

    /** Starts the session's idle time anew. */
    void slide(String token) {
        byToken.computeIfPresent(token, (key, session) -> new Session(session.account, clock.millis()));
    }

    int live(Account account, SandboxSettings settings) {
        byToken.values().removeIf(session -> expired(session, settings));
        return (int) byToken.values().stream()
                .filter(session -> session.account == account)
                .count();
    }

    int live(SandboxSettings settings) {
        byToken.values().removeIf(session -> expired(session, settings));
        return byToken.size();
    }

    void end(String token) {
        byToken.remove(token);
    }

    void endAll(Account account) {
        byToken.values().removeIf(session -> session.account == account);
    }

    void endAll() {
        byToken.clear();
    }

    private boolean expired(Session session, SandboxSettings settings) {
        return clock.millis() - session.lastUsed >= settings.sessionTimeout().toMillis();
    }

    private record Session(Account account, long lastUsed) {}
}
