package dev.usher.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.Freshness;
import dev.usher.http.CacheUse;
import dev.usher.http.CannotKnow;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import dev.usher.session.Caller.Reason;
import dev.usher.session.Ending.Cause;
import dev.usher.session.TokenFormat.Opened;
import dev.usher.userserver.Asker;
import dev.usher.userserver.LoggedIn;
import dev.usher.userserver.Urgency;
import dev.usher.userserver.UserServer;
import dev.usher.userserver.UserToken;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins, finds and ends sessions. One instance per event loop, called on it; what it knows lies in the cache that all
 * share.
 */
public final class Sessions {

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private final SharedSessions shared;
    private final SessionCache cache;
    private final UserServer userServer;
    private final Questions questions;
    private final Logouts logouts;
    private final Changes changes;
    private final TokenHash.Hasher hasher = new TokenHash.Hasher();

    /**
     * A session that has just begun.
     *
     * @param token what the client holds from now on
     */
    public record Begun(String token, Session session) {

        @Override
        public String toString() {
            return "Begun[***]";
        }
    }

    public Sessions(Vertx vertx, SharedSessions shared, UserServer userServer) {
        this.shared = shared;
        this.cache = shared.cache();
        this.userServer = userServer;
        this.questions = new Questions(vertx, shared, userServer);
        this.logouts = new Logouts(shared, userServer);
        this.changes = new Changes(vertx, shared);
    }

    /** Binds a login to its user; from here on its token needs no call until the time to live is over. */
    public Future<Begun> begin(Exchange exchange, LoggedIn login, boolean stayLoggedIn) {
        Binding binding = shared.bind(login, stayLoggedIn);
        String token;
        try {
            token = shared.tokens().issue(binding);
        } catch (GatewayFailure.ProfileTooLong tooLong) {
            return logouts.tellUserServer(exchange, login.token()).compose(v -> Future.failedFuture(tooLong));
        }
        TokenHash hash = hasher.hash(token);
        long asked = cache.nowNanos();
        int changes = shared.changes().count();
        return questions
                .roles(login.token(), Urgency.FIRST, Asker.patient(exchange))
                .transform(roles -> {
                    if (roles.succeeded()) {
                        Session session = shared.session(hash, binding, roles.result(), asked);
                        return begun(token, session, cache.believe(session));
                    }
                    String unknown = roles.cause().toString();
                    LOG.debug("{} the roles of a user are unknown after login: {}", exchange.id(), unknown);
                    Session session = shared.session(hash, binding, List.of(), asked);
                    return begun(token, session, cache.remember(session));
                })
                .onSuccess(begun -> cache.usedFrom(hash, exchange.client().address()))
                .onSuccess(begun -> shared.catchUp(begun.session(), changes))
                // its client may go to another replica next
                .compose(begun -> shared.stored().keep(hash, binding).map(begun));
    }

    private static Future<Begun> begun(String token, Session session, boolean kept) {
        return kept
                ? Future.succeededFuture(new Begun(token, session))
                : Future.failedFuture(CannotKnow.nonsense("a login was given a token that has ended before"));
    }

    /** Finds out who holds a token: at once when it is known well enough, else by asking the user server. */
    public Lookup find(Exchange exchange, String token, Freshness wanted) {
        TokenHash hash = hasher.hash(token);
        return switch (cache.find(hash, wanted, exchange.client().address())) {
            case Belief.Fresh(Caller.Known caller) -> looked(exchange, CacheUse.HIT, "hit", caller);
            case Belief.Due(Caller.Known caller) -> {
                questions.refresh(caller.session());
                yield looked(exchange, CacheUse.HIT, "hit", caller);
            }
            case Belief.Stale(Session session) -> looked(exchange, CacheUse.STALE, "stale", standIn(exchange, session));
            case Belief.Refused(Caller.Refused refused) -> looked(exchange, CacheUse.HIT, "negative", refused);
            case Belief.Old(Session session) ->
                looked(exchange, CacheUse.MISS, "miss", askAgain(exchange, hash, session.binding(), wanted));
            case Belief.Idle(Session session) ->
                looked(exchange, CacheUse.MISS, "miss", ifUsedElsewhere(exchange, session, wanted));
            case Belief.Nothing() -> {
                Lookup opened = open(exchange, hash, token, wanted);
                yield opened instanceof Caller.Refused
                        ? looked(exchange, CacheUse.NONE, "negative", opened)
                        : looked(exchange, CacheUse.MISS, "miss", opened);
            }
        };
    }

    /**
     * Whether a session still counts that was known before, and with which roles. To look at it is to use it.
     *
     * @return a caller that is known or refused
     */
    Lookup stillCounts(Session before, Urgency urgency) {
        return switch (cache.find(before.hash(), Freshness.USUAL)) {
            case Belief.Fresh(Caller.Known caller) -> caller;
            case Belief.Due(Caller.Known caller) -> {
                questions.refresh(caller.session());
                yield caller;
            }
            case Belief.Refused(Caller.Refused refused) -> refused;
            case Belief.Stale _, Belief.Old _, Belief.Idle _ -> ask(before, urgency);
            case Belief.Nothing _ -> {
                Cause over = cache.over(before.binding());
                if (over != null) {
                    shared.end(new Ending(before.hash(), before.userId(), over));
                    yield new Caller.Refused(over);
                }
                yield ask(before, urgency);
            }
        };
    }

    private Lookup ask(Session before, Urgency urgency) {
        // each for its own address: as one, all streams together would be the first to be pushed out of a full line
        Asker asker = Asker.patient(cache.lastAddress(before.hash()));
        return new Lookup.Asking(questions.validate(before.hash(), before.binding(), Freshness.USUAL, urgency, asker));
    }

    private Lookup open(Exchange exchange, TokenHash hash, String token, Freshness wanted) {
        return switch (shared.tokens().open(token)) {
            case Opened.Malformed() -> new Caller.Refused(Reason.INVALID);
            case Opened.Foreign(UserToken foreign) ->
                asking(exchange, hash, questions.adopt(exchange, hash, foreign, wanted));
            case Opened.Bound(Binding binding) -> {
                Cause over = cache.over(binding);
                yield over == null
                        ? asking(exchange, hash, questions.open(exchange, hash, binding, wanted))
                        : new Caller.Refused(over);
            }
        };
    }

    private Lookup asking(Exchange exchange, TokenHash hash, Future<Caller> answer) {
        return new Lookup.Asking(answer.onSuccess(
                caller -> cache.usedFrom(hash, exchange.client().address())));
    }

    private Lookup.Asking askAgain(Exchange exchange, TokenHash hash, Binding binding, Freshness wanted) {
        Urgency urgency = stale(hash, wanted) == null ? Urgency.FIRST : Urgency.SECOND;
        return new Lookup.Asking(questions
                .validate(hash, binding, wanted, urgency, Asker.of(exchange))
                .recover(failure -> {
                    Session stale =
                            failure instanceof CannotKnow unknown && unknown.isOutage() ? stale(hash, wanted) : null;
                    return stale == null
                            ? Future.failedFuture(failure)
                            : Future.succeededFuture(standIn(exchange, stale));
                }));
    }

    /** Of several replicas, one may not see a session for long that another sees all the time. */
    private Lookup ifUsedElsewhere(Exchange exchange, Session idle, Freshness wanted) {
        return new Lookup.Asking(shared.stored().isInUse(idle.hash()).transform(inUse -> {
            if (inUse.succeeded() && inUse.result()) {
                return askAgain(exchange, idle.hash(), idle.binding(), wanted).caller();
            }
            shared.end(new Ending(idle.hash(), idle.userId(), Cause.IDLE));
            return Future.succeededFuture(new Caller.Refused(Cause.IDLE));
        }));
    }

    private @Nullable Session stale(TokenHash hash, Freshness wanted) {
        return wanted.stale() ? cache.stale(hash) : null;
    }

    /** Goes on with what was believed, and says so to whoever gets an answer that rests on it. */
    private Caller standIn(Exchange exchange, Session stale) {
        exchange.usedCache(CacheUse.STALE);
        exchange.onEveryAnswer(fields -> stale.marks().forEach(mark -> fields.set(mark.name(), mark.value())));
        shared.metrics().staleAnswer();
        return new Caller.Known(stale);
    }

    /**
     * Ends a session: here before anything else, then at the user server. Succeeds when there was none; gives whether
     * there was one, as far as can be known.
     */
    public Future<Boolean> end(Exchange exchange, String token) {
        return logouts.end(exchange, hasher.hash(token), token);
    }

    /**
     * Ends the session whose place a login takes: who knew its token must not know the new one. Here that is so at
     * once; the user server hears of it without anybody waiting.
     */
    public void endBefore(Exchange exchange, String token, LoggedIn login) {
        logouts.endBefore(exchange, hasher.hash(token), token, login);
    }

    /**
     * The user of a session as the user server has it now; a session that it calls dead is forgotten here too.
     *
     * @throws GatewayFailure.RateLimited when the user was asked for too often
     */
    public Future<ObjectNode> currentUser(Exchange exchange, Session session) {
        shared.currentUsers().take(exchange, session.userId());
        return userServer
                .user(session.userId(), session.userToken(), Asker.of(exchange))
                // the user server's own token never leaves the gateway
                .onSuccess(user -> user.remove("user-token"))
                .onFailure(failure -> {
                    if (failure instanceof GatewayFailure.Unauthenticated) {
                        isDead(session);
                    }
                });
    }

    /** The user server has said so, to whatever it was asked in the name of a session. */
    public void isDead(Session session) {
        cache.refuse(new Ending(session.hash(), session.userId(), Cause.DEAD));
    }

    /**
     * A user has been changed through this gateway, by whomever: what is known of his sessions here is asked about
     * anew.
     *
     * @param user as it is now; absent: nobody said
     */
    public Future<Void> changed(String userId, @Nullable ObjectNode user) {
        return changes.of(userId, user);
    }

    /** The same of a user of whom only an identity is known, where it is one of the properties that headers have. */
    public Future<Void> changedWhoeverHas(String identity) {
        return changes.ofWhoeverHas(identity);
    }

    /** Whether clients hold tokens of the gateway's own, and never see the user server's. */
    public boolean areSealed() {
        return shared.tokens() instanceof SealedTokens;
    }

    private Lookup looked(Exchange exchange, CacheUse use, String result, Lookup lookup) {
        exchange.usedCache(use);
        shared.metrics().sessionLookup(result);
        return lookup;
    }
}
