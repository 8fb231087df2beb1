package dev.usher.login;

import dev.usher.http.Exchange;
import dev.usher.session.Authentication;
import dev.usher.session.Sessions;
import io.vertx.core.Future;

/** {@code POST logout}: 204 whether there was a session or not, since afterwards there is none. */
final class Logout implements Endpoint {

    private final Authentication authentication;
    private final Sessions sessions;

    Logout(Authentication authentication, Sessions sessions) {
        this.authentication = authentication;
        this.sessions = sessions;
    }

    @Override
    public Future<Reply> call(Exchange exchange) {
        String token = authentication.token(exchange);
        Future<Void> ended = token == null ? Future.succeededFuture() : sessions.end(exchange, token);
        return ended.map(v -> Reply.noContent());
    }
}
