package dev.usher.login;

import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import dev.usher.session.Authentication;
import dev.usher.session.Caller;
import dev.usher.session.Session;
import dev.usher.session.Sessions;
import io.vertx.core.Future;

/** {@code GET me}: the current user, as the user server has it now. */
final class Me implements Endpoint {

    private final Authentication authentication;
    private final Sessions sessions;
    private final Browsers browsers;

    Me(Authentication authentication, Sessions sessions, Browsers browsers) {
        this.authentication = authentication;
        this.sessions = sessions;
        this.browsers = browsers;
    }

    @Override
    public Future<Reply> call(Exchange exchange) {
        return authentication.caller(exchange).compose(caller -> switch (caller) {
            case Caller.Known(Session session) ->
                sessions.currentUser(exchange, session).map(Reply::ok);
            case Caller.Refused refused -> {
                browsers.forgetDead(exchange, refused);
                yield Future.failedFuture(refused.reason().failure());
            }
            case Caller.Anonymous() ->
                Future.failedFuture(new GatewayFailure.Unauthenticated("token-missing", "log in first"));
        });
    }
}
