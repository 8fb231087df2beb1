package dev.usher.session;

import dev.usher.http.AddressGroup;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import dev.usher.session.Ending.Cause;
import dev.usher.session.TokenFormat.Opened;
import dev.usher.userserver.Asker;
import dev.usher.userserver.LoggedIn;
import dev.usher.userserver.UserServer;
import dev.usher.userserver.UserToken;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends sessions at the word of their clients. One instance per event loop, called on it. */
final class Logouts {

    private static final Logger LOG = LoggerFactory.getLogger(Logouts.class);

    private final SharedSessions shared;
    private final SessionCache cache;
    private final UserServer userServer;

    Logouts(SharedSessions shared, UserServer userServer) {
        this.shared = shared;
        this.cache = shared.cache();
        this.userServer = userServer;
    }

    /** Ends a session: here before anything else, then at the user server. Gives whether there was one. */
    Future<Boolean> end(Exchange exchange, TokenHash hash, String token) {
        if (cache.hasEnded(hash)) {
            return Future.succeededFuture(false);
        }
        return switch (opened(hash, token)) {
            case Opened.Malformed() -> Future.succeededFuture(false);
            case Opened.Foreign(UserToken foreign) -> endForeign(exchange, hash, foreign);
            case Opened.Bound(Binding binding) -> endKnown(exchange, hash, binding);
        };
    }

    /**
     * Ends the session whose place a login takes: who knew its token must not know the new one. Here that is so at
     * once; the user server hears of it without anybody waiting.
     */
    void endBefore(Exchange exchange, TokenHash hash, String token, LoggedIn login) {
        boolean isReused = switch (opened(hash, token)) {
            case Opened.Malformed() -> false;
            case Opened.Foreign(UserToken foreign) -> foreign.equals(login.token());
            case Opened.Bound(Binding binding) -> binding.userToken().equals(login.token());
        };
        // a user server may give the same token again: ending it there would end what has just begun
        if (!isReused) {
            end(exchange, hash, token)
                    .onFailure(failure -> LOG.debug(
                            "{} the session before a login was left to itself: {}", exchange.id(), failure.toString()));
        } else if (!token.equals(login.token().value())) {
            shared.end(new Ending(hash, login.userId(), Cause.LOGOUT));
        }
    }

    private Opened opened(TokenHash hash, String token) {
        Binding known = cache.binding(hash);
        return known != null ? new Opened.Bound(known) : shared.tokens().open(token);
    }

    private Future<Boolean> endKnown(Exchange exchange, TokenHash hash, Binding binding) {
        exchange.authenticatedAs(binding.userId());
        shared.end(new Ending(hash, binding.userId(), Cause.LOGOUT));
        return tellUserServer(exchange, binding.userToken());
    }

    private Future<Boolean> endForeign(Exchange exchange, TokenHash hash, UserToken token) {
        AddressGroup address = AddressGroup.of(exchange.client());
        try {
            shared.unknownTokens().take(exchange, address);
        } catch (GatewayFailure.RateLimited tooMany) {
            return Future.failedFuture(tooMany);
        }
        return shared.stored().find(hash).transform(found -> {
            Binding known = found.result();
            if (known == null) {
                return endUnknown(exchange, hash, token);
            }
            shared.unknownTokens().giveBack(address);
            return endKnown(exchange, hash, known);
        });
    }

    /**
     * A tombstone for whatever is sent would crowd out the others. One is needed for a token that is just being
     * adopted, and for one that the user server goes on believing in.
     */
    private Future<Boolean> endUnknown(Exchange exchange, TokenHash hash, UserToken token) {
        Ending ending = new Ending(hash, null, Cause.LOGOUT);
        if (shared.flights().isRunning(hash)) {
            shared.end(ending);
        } else {
            cache.refuse(ending);
        }
        return userServer
                .logout(token, Asker.patient(exchange))
                .onSuccess(wasValid -> {
                    if (wasValid) {
                        // another replica may know its session
                        shared.replicas().tell(new Revocation.OfToken(hash));
                    }
                })
                .recover(failure -> {
                    shared.end(ending);
                    // the user server goes on believing in it, and so does a replica that knows its session
                    shared.replicas().tell(new Revocation.OfToken(hash));
                    return notTold(exchange, failure);
                });
    }

    /** Ends a session there that has ended here, or never begun. */
    Future<Boolean> tellUserServer(Exchange exchange, UserToken token) {
        return userServer.logout(token, Asker.patient(exchange)).recover(failure -> notTold(exchange, failure));
    }

    /** The session has ended here whatever comes of this; the user server may keep it until its own timeout. */
    private static Future<Boolean> notTold(Exchange exchange, Throwable failure) {
        LOG.debug("{} a session has ended here, the user server was not told: {}", exchange.id(), failure.toString());
        return Future.succeededFuture(true);
    }
}
