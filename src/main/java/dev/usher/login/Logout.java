package dev.usher.login;

import dev.usher.http.Exchange;
import dev.usher.http.SmallBody;
import dev.usher.session.Authentication;
import dev.usher.session.Sessions;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST logout}: 204 whether there was a session or not, since afterwards there is none; a form is sent on. The
 * cookie goes with its session.
 */
final class Logout implements Endpoint {

    private final SmallBody body;
    private final Authentication authentication;
    private final Sessions sessions;
    private final Browsers browsers;

    Logout(SmallBody body, Authentication authentication, Sessions sessions, Browsers browsers) {
        this.body = body;
        this.authentication = authentication;
        this.sessions = sessions;
        this.browsers = browsers;
    }

    @Override
    public Future<Reply> call(Exchange exchange) {
        String token = authentication.token(exchange);
        boolean hasCookie = authentication.cookie(exchange) != null;
        return answer(exchange)
                .compose(reply -> end(exchange, token).map(reply))
                .map(reply -> hasCookie ? browsers.forget(exchange, reply) : reply);
    }

    private Future<?> end(Exchange exchange, @Nullable String token) {
        return token == null ? Future.succeededFuture() : sessions.end(exchange, token);
    }

    private Future<Reply> answer(Exchange exchange) {
        if (!Form.is(exchange.request().getHeader(HttpHeaders.CONTENT_TYPE))) {
            return Future.succeededFuture(Reply.noContent());
        }
        return body.read(exchange.request())
                .map(Form::parse)
                .map(fields -> browsers.sendTo(exchange, Form.text(fields, "return_to")));
    }
}
