package dev.usher.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.config.Rate;
import dev.usher.config.RouteDefinition;
import dev.usher.config.SessionSettings;
import dev.usher.config.Settings;
import dev.usher.identity.HeaderMapping;
import dev.usher.limit.Allowance;
import dev.usher.limit.SharedTries;
import dev.usher.observe.Metrics;
import dev.usher.store.Store;
import dev.usher.userserver.LoggedIn;
import dev.usher.userserver.UserToken;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the {@link Sessions} of all event loops have in common. Made once; safe from every thread. */
public final class SharedSessions {

    /** As often as somebody can look at pages that ask for it; the cache is no help there. */
    private static final Rate CURRENT_USER = new Rate(60, Duration.ofMinutes(1));

    private final Seals seals;
    private final TokenFormat tokens;
    private final Endings endings = new Endings();
    private final Replicas replicas;
    private final StoredSessions stored;
    private final Revocations revocations;
    private final SessionList list;
    private final SingleFlight flights = new SingleFlight();
    private final SessionCache cache;
    private final RecentChanges changes = new RecentChanges();
    private final Allowance unknownTokens;
    private final Allowance currentUsers;
    private final HeaderMapping mapping;
    private final boolean rolesMatter;
    private final Metrics metrics;

    /**
     * Makes the cache and the keys, and the store where there is one.
     *
     * @param vertx for what takes too long for an event loop
     * @param ticker the time that answers are believed by
     * @param clock the time that logins are dated by
     */
    public SharedSessions(Vertx vertx, Settings settings, Metrics metrics, Ticker ticker, InstantSource clock) {
        this(
                vertx,
                settings,
                metrics,
                ticker,
                clock,
                () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * The same with a chance of the caller's.
     *
     * @param random from 0 to 1, anew with each call
     */
    SharedSessions(
            Vertx vertx,
            Settings settings,
            Metrics metrics,
            Ticker ticker,
            InstantSource clock,
            DoubleSupplier random) {
        SessionSettings session = settings.session();
        this.seals = new Seals(session.keys(), settings.auth().url());
        this.tokens = switch (session.tokens()) {
            case SEALED -> new SealedTokens(seals);
            case NATIVE ->
                new NativeTokens(settings.auth().custom() == null ? UserToken::fitsPath : UserToken::hasShape);
        };
        BeliefPolicy policy = new BeliefPolicy(session, settings.auth().sessionTimeout(), random);
        this.cache = new SessionCache(session, policy, flights, endings, ticker, clock);
        this.replicas = new Replicas(settings, seals, this::heard, metrics);
        this.stored = replicas.sessions(session, clock);
        this.revocations = new Revocations(vertx, cache, replicas::tell);
        this.list = new SessionList(vertx, cache);
        endings.tell(revocations::ended);
        endings.tell(stored::ended);
        this.unknownTokens = new Allowance("unknown-tokens", session.unknownPerIp(), ticker, metrics);
        this.currentUsers = new Allowance("current-user", CURRENT_USER, ticker, metrics);
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

    private void heard(Revocation revocation) {
        revocations.heard(revocation);
    }

    /** To end sessions before their time. */
    public Revocations revocations() {
        return revocations;
    }

    /** To look at what is in the cache. */
    public SessionList list() {
        return list;
    }

    /** What the replicas share, to be deployed before requests come; absent: nothing. */
    public @Nullable Store store() {
        return replicas.store();
    }

    /** A name for something that does not say what it is, and is the same on every replica. */
    public String alias(String what) {
        return seals.alias(what);
    }

    /** The tries that all replicas have together; absent: there is no store. */
    public @Nullable SharedTries tries() {
        Store store = replicas.store();
        return store == null ? null : new SharedTries(store, replicas::nameOfTries);
    }

    Replicas replicas() {
        return replicas;
    }

    StoredSessions stored() {
        return stored;
    }

    TokenFormat tokens() {
        return tokens;
    }

    SessionCache cache() {
        return cache;
    }

    RecentChanges changes() {
        return changes;
    }

    SingleFlight flights() {
        return flights;
    }

    /**
     * For tokens that nobody knows, by address: guessing must cost nobody much, and get nowhere.
     */
    Allowance unknownTokens() {
        return unknownTokens;
    }

    /** For reading the current user, by the user's id. */
    Allowance currentUsers() {
        return currentUsers;
    }

    Binding bind(LoggedIn login, boolean stayLoggedIn) {
        return new Binding(
                login.token(),
                login.userId(),
                project(login.user()),
                cache.cutoffs().beginning(login.userId()),
                stayLoggedIn,
                login.isGuest());
    }

    /** The part of a user that headers are made of. */
    ObjectNode project(ObjectNode user) {
        return mapping.project(user);
    }

    /**
     * To be called when a session has just been put into the cache: what is changed of its user from now on finds it.
     *
     * @param before how many changes there were when it was asked about
     */
    void catchUp(Session session, int before) {
        if (changes.concern(session.binding(), before)) {
            cache.doubt(session.hash(), UnaryOperator.identity());
        }
    }

    /** A session that is known, of a user who has changed. */
    Session session(Session known, ObjectNode properties) {
        return session(known.hash(), known.binding().with(properties), known.roles(), known.askedNanos());
    }

    /** @param askedNanos when the user server was asked about it, by the cache's ticker */
    Session session(TokenHash hash, Binding binding, List<String> roles, long askedNanos) {
        List<String> all = binding.guest() ? LoggedIn.withGuestRole(roles) : roles;
        return new Session(hash, binding, all, mapping.encode(binding.properties(), all), askedNanos);
    }

    /** Whether a header or a rule uses roles, so that the user server is asked for them. */
    boolean rolesMatter() {
        return rolesMatter;
    }

    Metrics metrics() {
        return metrics;
    }
}
