package dev.usher.login;

import dev.usher.config.LoginSettings;
import dev.usher.config.LoginSettings.TokenSource;
import dev.usher.config.SessionSettings;
import dev.usher.http.Exchange;
import dev.usher.session.Sessions.Begun;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** What answers to browsers have beside those to programs: the cookie, and where to go on. Immutable. */
final class Browsers {

    private final boolean takeCookies;
    private final SessionCookie cookie;
    private final ReturnTo returnTo;

    Browsers(LoginSettings login, SessionSettings session) {
        this.takeCookies = login.tokenFrom().contains(new TokenSource.Cookie());
        this.cookie = new SessionCookie(login.cookie(), session);
        this.returnTo = new ReturnTo(login.returnTo());
    }

    /** Whether a cookie is looked at, so that it makes sense to set one. */
    boolean takeCookies() {
        return takeCookies;
    }

    /** Has the browser keep a session. */
    Reply keep(Exchange exchange, Begun begun, Reply reply) {
        return reply.with(HttpHeaders.SET_COOKIE, cookie.of(begun, exchange.client()));
    }

    /** Has the browser forget its session. */
    Reply forget(Exchange exchange, Reply reply) {
        return reply.with(HttpHeaders.SET_COOKIE, cookie.cleared(exchange.client()));
    }

    Reply sendTo(Exchange exchange, @Nullable String wish) {
        return Reply.seeOther(returnTo.safe(wish, exchange.client()));
    }
}
