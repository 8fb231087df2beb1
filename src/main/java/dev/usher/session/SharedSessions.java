package dev.usher.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.config.RouteDefinition;
import dev.usher.config.Settings;
import dev.usher.identity.HeaderMapping;
import dev.usher.observe.Metrics;
import dev.usher.userserver.UserToken;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** What the {@link Sessions} of all event loops have in common. Made once; safe from every thread. */
public final class SharedSessions {

    private final TokenFormat tokens;
    private final Endings endings = new Endings();
    private final SingleFlight flights = new SingleFlight();
    private final SessionCache cache;
    private final UnknownTokens unknownTokens;
    private final HeaderMapping mapping;
    private final boolean rolesMatter;
    private final Metrics metrics;

    /**
     * Makes the cache and the keys.
     *
     * @param ticker the time that answers are believed by
     * @param clock the time that logins are dated by
     */
    public SharedSessions(Settings settings, Metrics metrics, Ticker ticker, InstantSource clock) {
        this.tokens = switch (settings.session().tokens()) {
            case SEALED ->
                new SealedTokens(settings.session().keys(), settings.auth().url());
            case NATIVE -> new NativeTokens();
        };
        this.cache = new SessionCache(settings.session(), policy(settings), flights, endings, ticker, clock);
        this.unknownTokens = new UnknownTokens(settings.session().unknownPerIp(), ticker, metrics);
        this.mapping = new HeaderMapping(settings.identity());
        this.rolesMatter = mapping.usesRoles() || settings.routes().stream().anyMatch(SharedSessions::usesRoles);
        this.metrics = metrics;
        metrics.gauge("usher.session.cache.size", "Sessions in the cache", cache::size);
    }

    private static BeliefPolicy policy(Settings settings) {
        return new BeliefPolicy(
                settings.session(),
                settings.auth().sessionTimeout(),
                () -> ThreadLocalRandom.current().nextDouble());
    }

    private static boolean usesRoles(RouteDefinition route) {
        return !route.roles().isEmpty()
                || route.rules().stream().anyMatch(rule -> !rule.roles().isEmpty());
    }

    /** Where to hear of the ends of sessions. */
    public Endings endings() {
        return endings;
    }

    /** Ends a session that this gateway may know or not, for good and on all loops; announces it. */
    public void end(Ending ending) {
        cache.end(ending);
    }

    TokenFormat tokens() {
        return tokens;
    }

    SessionCache cache() {
        return cache;
    }

    SingleFlight flights() {
        return flights;
    }

    UnknownTokens unknownTokens() {
        return unknownTokens;
    }

    Binding bind(UserToken token, String userId, ObjectNode user, boolean stayLoggedIn) {
        return new Binding(token, userId, mapping.project(user), cache.nowMillis(), stayLoggedIn);
    }

    /** @param askedNanos when the user server was asked about it, by the cache's ticker */
    Session session(TokenHash hash, Binding binding, List<String> roles, long askedNanos) {
        return new Session(hash, binding, roles, mapping.encode(binding.properties(), roles), askedNanos);
    }

    /** Whether a header or a rule uses roles, so that the user server is asked for them. */
    boolean rolesMatter() {
        return rolesMatter;
    }

    Metrics metrics() {
        return metrics;
    }
}
