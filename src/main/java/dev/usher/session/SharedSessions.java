package dev.usher.session;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.config.RouteDefinition;
import dev.usher.config.Settings;
import dev.usher.identity.HeaderMapping;
import dev.usher.observe.Metrics;
import java.time.InstantSource;

/** What the {@link Sessions} of all event loops have in common. Made once; safe from every thread. */
public final class SharedSessions {

    private final TokenFormat tokens;
    private final Endings endings = new Endings();
    private final SessionCache cache;
    private final SingleFlight flights = new SingleFlight();
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
        this.cache = new SessionCache(settings.session(), endings, ticker, clock);
        this.mapping = new HeaderMapping(settings.identity());
        this.rolesMatter = mapping.usesRoles() || settings.routes().stream().anyMatch(SharedSessions::usesRoles);
        this.metrics = metrics;
        metrics.gauge("usher.session.cache.size", "Sessions in the cache", cache::size);
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

    HeaderMapping mapping() {
        return mapping;
    }

    /** Whether a header or a rule uses roles, so that the user server is asked for them. */
    boolean rolesMatter() {
        return rolesMatter;
    }

    Metrics metrics() {
        return metrics;
    }
}
