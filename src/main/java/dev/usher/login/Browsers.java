package dev.usher.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.access.Navigation;
import dev.usher.config.LoginSettings;
import dev.usher.config.SessionSettings;
import dev.usher.http.Exchange;
import dev.usher.http.RequestTarget;
import dev.usher.login.SignInPage.Shown;
import dev.usher.session.Sessions.Begun;
import io.vertx.core.http.HttpHeaders;
import java.net.URLEncoder;
import org.jspecify.annotations.Nullable;

/** What answers to browsers have beside those to programs: the cookie, and where to go on. Immutable. */
public final class Browsers {

    private final boolean takeCookies;
    private final @Nullable SignInPage page;
    private final SessionCookie cookie;
    private final ReturnTo returnTo;
    private final String signIn;

    public Browsers(LoginSettings login, SessionSettings session) {
        this.takeCookies = login.takesCookies();
        this.page = login.showsPage() ? new SignInPage(login) : null;
        this.cookie = new SessionCookie(login.cookie(), session);
        this.signIn = login.path() + "/sign-in";
        this.returnTo = new ReturnTo(login.returnTo());
    }

    /** Whether a cookie is looked at, so that it makes sense to set one. */
    boolean takeCookies() {
        return takeCookies;
    }

    /** Where people sign in; absent: there is no such page. */
    @Nullable
    SignInPage page() {
        return page;
    }

    /** Where a page sent a form, a person sees what went wrong on the same page, and finds there what he wrote. */
    void showFailures(Exchange exchange, ObjectNode form) {
        if (page != null && Navigation.prefersHtml(exchange.request().getHeader(HttpHeaders.ACCEPT))) {
            String login = Form.text(form, "login");
            String returnTo = Form.text(form, "return_to");
            exchange.showFailuresAs(why -> page.show(new Shown(why, login, returnTo)));
        }
    }

    /** Has the browser keep a session. */
    Reply keep(Exchange exchange, Begun begun, Reply reply) {
        return reply.with(HttpHeaders.SET_COOKIE, cookie.of(begun, exchange.client()));
    }

    /** Has the browser forget its session. */
    Reply forget(Exchange exchange, Reply reply) {
        return reply.with(HttpHeaders.SET_COOKIE, cookie.cleared(exchange.client()));
    }

    /** The same whatever is answered, since the session counts no more. */
    void forgetDead(Exchange exchange) {
        exchange.onEveryAnswer(headers -> headers.add(HttpHeaders.SET_COOKIE, cookie.cleared(exchange.client())));
    }

    /** Sends a person to the sign-in page, and from there back to what was asked for. */
    Reply toSignIn(Exchange exchange, RequestTarget target) {
        String back = returnTo.safe(target.pathAndQuery(), exchange.client());
        String wish = back.equals(ReturnTo.HOME) ? "" : "?return_to=" + URLEncoder.encode(back, UTF_8);
        return Reply.found(signIn + wish);
    }

    Reply sendTo(Exchange exchange, @Nullable String wish) {
        return Reply.seeOther(returnTo.safe(wish, exchange.client()));
    }
}
