package dev.usher.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.CannotKnow;
import dev.usher.http.Exchange;
import dev.usher.http.Exchange.CacheUse;
import dev.usher.http.GatewayFailure;
import dev.usher.session.Caller.Reason;
import dev.usher.session.Ending.Cause;
import dev.usher.session.SessionCache.Belief;
import dev.usher.session.TokenFormat.Opened;
import dev.usher.userserver.LoggedIn;
import dev.usher.userserver.Urgency;
import dev.usher.userserver.UserServer;
import dev.usher.userserver.UserToken;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins, finds and ends sessions. One instance per event loop, called on it; what it knows lies in the cache that all
 * share.
 */
public final class Sessions {

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private final Vertx vertx;
    private final SharedSessions shared;
    private final SessionCache cache;
    private final UserServer userServer;
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
        this.vertx = vertx;
        this.shared = shared;
        this.cache = shared.cache();
        this.userServer = userServer;
    }

    /** Binds a login to its user; from here on its token needs no call until the time to live is over. */
    public Future<Begun> begin(Exchange exchange, LoggedIn login, boolean stayLoggedIn) {
        Binding binding = bind(login.token(), login.userId(), login.user(), stayLoggedIn);
        String token;
        try {
            token = shared.tokens().issue(binding);
        } catch (GatewayFailure.ProfileTooLong tooLong) {
            return tellUserServer(exchange, login.token()).compose(v -> Future.failedFuture(tooLong));
        }
        TokenHash hash = hasher.hash(token);
        return roles(login.token(), Urgency.FIRST)
                .map(roles -> {
                    Session session = session(hash, binding, roles);
                    return begun(token, session, cache.believe(session));
                })
                .recover(unknown -> {
                    LOG.warn("{} the roles of a user are unknown after login: {}", exchange.id(), unknown.toString());
                    Session session = session(hash, binding, List.of());
                    return Future.succeededFuture(begun(token, session, cache.remember(session)));
                });
    }

    private static Begun begun(String token, Session session, boolean kept) {
        if (!kept) {
            throw CannotKnow.nonsense("a login was given a token that has ended before");
        }
        return new Begun(token, session);
    }

    /** Finds out who holds a token: at once when it is known, else by asking the user server. */
    public Lookup find(Exchange exchange, String token) {
        TokenHash hash = hasher.hash(token);
        return switch (cache.find(hash)) {
            case Belief.Fresh(Caller.Known caller) -> looked(exchange, CacheUse.HIT, "hit", caller);
            case Belief.Refused(Reason reason) ->
                looked(exchange, CacheUse.HIT, "negative", new Caller.Refused(reason));
            case Belief.Stale(Binding binding) ->
                looked(exchange, CacheUse.MISS, "miss", ask(hash, () -> validate(hash, binding, Urgency.SECOND)));
            case Belief.Nothing() -> {
                Lookup opened = open(hash, token);
                yield opened instanceof Caller.Refused
                        ? looked(exchange, CacheUse.NONE, "negative", opened)
                        : looked(exchange, CacheUse.MISS, "miss", opened);
            }
        };
    }

    private Lookup open(TokenHash hash, String token) {
        return switch (shared.tokens().open(token)) {
            case Opened.Malformed() -> new Caller.Refused(Reason.INVALID);
            case Opened.Foreign(UserToken foreign) -> ask(hash, () -> adopt(hash, foreign));
            case Opened.Bound(Binding binding) ->
                cache.isTooOld(binding)
                        ? new Caller.Refused(Reason.INVALID)
                        : ask(hash, () -> validate(hash, binding, Urgency.FIRST));
        };
    }

    /** Ends a session: here before anything else, then at the user server. Succeeds when there was none. */
    public Future<Void> end(Exchange exchange, String token) {
        TokenHash hash = hasher.hash(token);
        if (cache.hasEnded(hash)) {
            return Future.succeededFuture();
        }
        Binding known = cache.binding(hash);
        Opened opened =
                known != null ? new Opened.Bound(known) : shared.tokens().open(token);
        return switch (opened) {
            case Opened.Malformed() -> Future.succeededFuture();
            case Opened.Foreign(UserToken foreign) -> endUnknown(exchange, hash, foreign);
            case Opened.Bound(Binding binding) -> {
                exchange.authenticatedAs(binding.userId());
                shared.end(new Ending(hash, binding.userId(), Cause.LOGOUT));
                yield tellUserServer(exchange, binding.userToken());
            }
        };
    }

    /**
     * A tombstone for whatever is sent would crowd out the others. One is needed for a token that is just being
     * adopted, and for one that the user server goes on believing in.
     */
    private Future<Void> endUnknown(Exchange exchange, TokenHash hash, UserToken token) {
        Ending ending = new Ending(hash, null, Cause.LOGOUT);
        if (shared.flights().isRunning(hash)) {
            shared.end(ending);
        } else {
            cache.refuse(ending);
        }
        return userServer.logout(token).recover(failure -> {
            shared.end(ending);
            return notTold(exchange, failure);
        });
    }

    private Future<Void> tellUserServer(Exchange exchange, UserToken token) {
        return userServer.logout(token).recover(failure -> notTold(exchange, failure));
    }

    /** The session has ended here whatever comes of this; the user server may keep it until its own timeout. */
    private static Future<Void> notTold(Exchange exchange, Throwable failure) {
        LOG.warn("{} a session has ended here, the user server was not told: {}", exchange.id(), failure.toString());
        return Future.succeededFuture();
    }

    /** The user of a session as the user server has it now; a session that it calls dead is forgotten here too. */
    public Future<ObjectNode> currentUser(Session session) {
        return userServer
                .user(session.userId(), session.userToken())
                // the user server's own token never leaves the gateway
                .onSuccess(user -> user.remove("user-token"))
                .onFailure(failure -> {
                    if (failure instanceof GatewayFailure.Unauthenticated) {
                        cache.refuse(dead(session.hash(), session.binding()));
                    }
                });
    }

    private Lookup ask(TokenHash hash, Supplier<Future<Caller>> question) {
        Future<Caller> answer = shared.flights().join(vertx, hash, () -> unlessLanded(hash, question));
        return new Lookup.Asking(
                answer.map(caller -> cache.hasEnded(hash) ? new Caller.Refused(Reason.INVALID) : caller));
    }

    /** Another flight may have landed since its token was looked up; what it found need not be asked again. */
    private Future<Caller> unlessLanded(TokenHash hash, Supplier<Future<Caller>> question) {
        return switch (cache.find(hash)) {
            case Belief.Fresh(Caller.Known caller) -> Future.succeededFuture(caller);
            case Belief.Refused(Reason reason) -> Future.succeededFuture(new Caller.Refused(reason));
            case Belief.Stale _, Belief.Nothing _ -> question.get();
        };
    }

    private Future<Caller> validate(TokenHash hash, Binding binding, Urgency urgency) {
        return userServer
                .isValid(binding.userToken(), urgency)
                .compose(valid -> valid ? believe(hash, binding, urgency) : refuse(dead(hash, binding)))
                .recover(failure -> unlessDead(failure, () -> refuse(dead(hash, binding))));
    }

    private static Ending dead(TokenHash hash, Binding binding) {
        return new Ending(hash, binding.userId(), Cause.DEAD);
    }

    private Future<Caller> believe(TokenHash hash, Binding binding, Urgency urgency) {
        return roles(binding.userToken(), urgency).map(roles -> {
            Session session = session(hash, binding, roles);
            return cache.believe(session) ? new Caller.Known(session) : new Caller.Refused(Reason.INVALID);
        });
    }

    /** A token that was not given out here: the user server may still tell whose it is, or else nobody can. */
    private Future<Caller> adopt(TokenHash hash, UserToken token) {
        return userServer
                .isValid(token, Urgency.FIRST)
                .compose(valid -> {
                    if (!valid) {
                        return refuse(hash, Reason.INVALID);
                    }
                    if (!userServer.canTellWhoseToken()) {
                        return refuse(hash, Reason.UNKNOWN_USER);
                    }
                    return userServer
                            .whoami(token)
                            .compose(user -> believe(
                                    hash, bind(token, user.path("objectId").asText(), user, false), Urgency.FIRST));
                })
                .recover(failure -> unlessDead(failure, () -> refuse(hash, Reason.INVALID)));
    }

    private Future<Caller> refuse(Ending ending) {
        cache.refuse(ending);
        return Future.succeededFuture(new Caller.Refused(Reason.INVALID));
    }

    private Future<Caller> refuse(TokenHash hash, Reason reason) {
        cache.refuse(hash, reason);
        return Future.succeededFuture(new Caller.Refused(reason));
    }

    /** Only an explicit "dead" refuses; not knowing stays not knowing. */
    private static Future<Caller> unlessDead(Throwable failure, Supplier<Future<Caller>> refusal) {
        return failure instanceof GatewayFailure.Unauthenticated ? refusal.get() : Future.failedFuture(failure);
    }

    private Future<List<String>> roles(UserToken token, Urgency urgency) {
        return shared.rolesMatter() ? userServer.roles(token, urgency) : Future.succeededFuture(List.of());
    }

    private Binding bind(UserToken token, String userId, ObjectNode user, boolean stayLoggedIn) {
        return new Binding(token, userId, shared.mapping().project(user), cache.nowMillis(), stayLoggedIn);
    }

    private Session session(TokenHash hash, Binding binding, List<String> roles) {
        return new Session(hash, binding, roles, shared.mapping().encode(binding.properties(), roles));
    }

    private Lookup looked(Exchange exchange, CacheUse use, String result, Lookup lookup) {
        exchange.usedCache(use);
        shared.metrics().sessionLookup(result);
        return lookup;
    }
}
