package dev.usher.session;

import dev.usher.config.Freshness;
import dev.usher.config.RouteDefinition.AuthMode;
import dev.usher.http.Exchange;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** The stage that finds out who is calling. One instance per event loop, called on it. */
public final class Authentication {

    private final TokenExtraction extraction;
    private final Sessions sessions;

    public Authentication(TokenExtraction extraction, Sessions sessions) {
        this.extraction = extraction;
        this.sessions = sessions;
    }

    /**
     * Looks the request's token up; a known session is answered in the same turn.
     *
     * @param wanted how sure it must be that a session counts
     * @throws dev.usher.http.TokensDisagree when the request carries tokens that disagree
     */
    public Lookup lookup(Exchange exchange, AuthMode mode, Freshness wanted) {
        if (mode == AuthMode.NONE) {
            return Caller.Anonymous.INSTANCE;
        }
        return lookup(exchange, wanted);
    }

    private Lookup lookup(Exchange exchange, Freshness wanted) {
        String token = token(exchange);
        return token == null ? Caller.Anonymous.INSTANCE : sessions.find(exchange, token, wanted);
    }

    /** The same for whom a future costs nothing: the gateway's own calls. */
    public Future<Caller> caller(Exchange exchange) {
        return lookup(exchange, Freshness.USUAL).caller().onSuccess(caller -> {
            if (caller instanceof Caller.Known(Session session)) {
                exchange.authenticatedAs(session.userId());
            }
        });
    }

    /** The request's token; absent: there is none. */
    public @Nullable String token(Exchange exchange) {
        return extraction.token(exchange.request().headers(), exchange.client().isOverTls());
    }

    /** Whether a header has the request's token, so that its client knows it; a cookie may be kept from scripts. */
    public boolean isByHeader(Exchange exchange) {
        return extraction.isByHeader(exchange.request().headers());
    }

    /** The token of the request's session cookie; absent: it has none. */
    public @Nullable String cookie(Exchange exchange) {
        return extraction.cookie(exchange.request().headers(), exchange.client().isOverTls());
    }
}
