package dev.usher.login;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import dev.usher.http.SmallBody;
import dev.usher.session.Authentication;
import dev.usher.session.Sessions;
import dev.usher.session.Sessions.Begun;
import dev.usher.userserver.LoggedIn;
import dev.usher.userserver.UserServer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** {@code POST login}: forwards the login once, and hands the token out in the way that the client can keep it. */
final class Login implements Endpoint {

    private final SmallBody body;
    private final UserServer userServer;
    private final Authentication authentication;
    private final Sessions sessions;
    private final Browsers browsers;
    private final CrossSite crossSite;

    Login(
            SmallBody body,
            UserServer userServer,
            Authentication authentication,
            Sessions sessions,
            Browsers browsers,
            CrossSite crossSite) {
        this.body = body;
        this.userServer = userServer;
        this.authentication = authentication;
        this.sessions = sessions;
        this.browsers = browsers;
        this.crossSite = crossSite;
    }

    @Override
    public Future<Reply> call(Exchange exchange) {
        boolean isForm = Form.is(exchange.request().getHeader(HttpHeaders.CONTENT_TYPE));
        return body.read(exchange.request())
                .map(bytes -> isForm ? Form.parse(bytes) : Credentials.json(bytes))
                .compose(fields -> {
                    if (isForm) {
                        browsers.showFailures(exchange, fields);
                    }
                    return login(exchange, Credentials.of(fields, isForm));
                });
    }

    private Future<Reply> login(Exchange exchange, Credentials credentials) {
        Delivery delivery = credentials.delivery();
        if (!(delivery instanceof Delivery.Body)) {
            if (!browsers.takeCookies()) {
                throw new GatewayFailure.BadRequest("this gateway takes no cookies; log in as JSON and keep the token");
            }
            crossSite.refuseLogin(exchange);
        }
        String previous = authentication.cookie(exchange);
        return userServer
                .login(credentials.login(), credentials.password(), exchange::onOver)
                .compose(granted -> begin(exchange, previous, granted, credentials.stayLoggedIn())
                        .map(begun -> deliver(exchange, delivery, granted, begun)))
                .map(reply -> previous != null && delivery instanceof Delivery.Body
                        ? browsers.forget(exchange, reply)
                        : reply);
    }

    private Future<Begun> begin(Exchange exchange, @Nullable String previous, LoggedIn granted, boolean stayLoggedIn) {
        if (previous != null) {
            sessions.endBefore(exchange, previous, granted);
        }
        return sessions.begin(exchange, granted, stayLoggedIn)
                .onSuccess(begun -> exchange.authenticatedAs(granted.userId()));
    }

    private Reply deliver(Exchange exchange, Delivery delivery, LoggedIn granted, Begun begun) {
        ObjectNode user = granted.user().deepCopy();
        return switch (delivery) {
            case Delivery.Body() -> Reply.ok(user.put("user-token", begun.token()));
            case Delivery.Cookie() -> browsers.keep(exchange, begun, Reply.ok(user.without("user-token")));
            case Delivery.Form(String wish) -> browsers.keep(exchange, begun, browsers.sendTo(exchange, wish));
        };
    }
}
