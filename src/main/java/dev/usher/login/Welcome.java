package dev.usher.login;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import dev.usher.session.Authentication;
import dev.usher.session.Sessions;
import dev.usher.session.Sessions.Begun;
import dev.usher.userserver.LoggedIn;
import io.vertx.core.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Begins the session of whom the user server lets in, and hands its token out in the way that the client can keep it.
 * One instance per event loop, called on it.
 */
final class Welcome {

    private final Authentication authentication;
    private final Sessions sessions;
    private final Browsers browsers;
    private final CrossSite crossSite;

    Welcome(Authentication authentication, Sessions sessions, Browsers browsers, CrossSite crossSite) {
        this.authentication = authentication;
        this.sessions = sessions;
        this.browsers = browsers;
        this.crossSite = crossSite;
    }

    /**
     * Welcomes after a login.
     *
     * @param login not asked for where the client could not keep what comes of it, or is made to ask by another site
     */
    Future<Reply> after(Exchange exchange, Wishes wishes, Supplier<Future<LoggedIn>> login) {
        Delivery delivery = wishes.delivery();
        if (!(delivery instanceof Delivery.Body)) {
            if (!browsers.takeCookies()) {
                throw new GatewayFailure.BadRequest("this gateway takes no cookies; log in as JSON and keep the token");
            }
            crossSite.refuseLogin(exchange);
        }
        String previous = authentication.cookie(exchange);
        return login.get()
                .compose(granted -> begin(exchange, previous, granted, wishes.stayLoggedIn())
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
