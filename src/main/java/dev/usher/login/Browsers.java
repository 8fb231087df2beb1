package dev.usher.login;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.access.Navigation;
import dev.usher.config.LoginSettings;
import dev.usher.config.SessionSettings;
import dev.usher.http.Exchange;
import dev.usher.http.Fields;
import dev.usher.http.GatewayFailure;
import dev.usher.http.Page;
import dev.usher.http.RequestTarget;
import dev.usher.http.TokensDisagree;
import dev.usher.login.SignInPage.Shown;
import dev.usher.session.Caller;
import dev.usher.session.Session;
import dev.usher.session.Sessions.Begun;
import dev.usher.session.TokenExtraction;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What answers to browsers have beside those to programs: the cookie, and where to go on. Immutable. */
public final class Browsers {

    private static final CharSequence FETCH_MODE = HttpHeaders.createOptimized("sec-fetch-mode");
    private static final CharSequence FETCH_DEST = HttpHeaders.createOptimized("sec-fetch-dest");
    private static final CharSequence REQUESTED_WITH = HttpHeaders.createOptimized("x-requested-with");

    private final boolean takeCookies;
    private final TokenExtraction tokens;
    private final @Nullable Pages pages;
    private final SessionCookie cookie;
    private final ReturnTo returnTo;
    private final Addresses addresses;

    public Browsers(LoginSettings login, SessionSettings session, TokenExtraction tokens) {
        this.tokens = tokens;
        this.takeCookies = login.takesCookies();
        this.pages = login.showsPage() ? Pages.of(login) : null;
        this.cookie = new SessionCookie(login.cookie(), session);
        this.addresses = new Addresses(login.path());
        this.returnTo = new ReturnTo(login.returnTo());
    }

    /** Whether a cookie is looked at, so that it makes sense to set one. */
    boolean takeCookies() {
        return takeCookies;
    }

    /** What people see; absent: they are answered like programs. */
    @Nullable
    Pages pages() {
        return pages;
    }

    /** Where a page sent a form, a person sees what went wrong on the same page, and finds there what he wrote. */
    void showFailures(Exchange exchange, ObjectNode form) {
        String login = Form.text(form, "login");
        String returnTo = Form.text(form, "return_to");
        boolean stays = form.has("stayLoggedIn");
        showFailures(exchange, (shown, why) -> shown.signIn().show(new Shown(why, login, stays, returnTo)));
    }

    /** The same for a form of which nothing is known yet. */
    void showFailures(Exchange exchange) {
        showFailures(exchange, (shown, why) -> shown.account().failed(why));
    }

    private void showFailures(Exchange exchange, BiFunction<Pages, GatewayFailure, Page> page) {
        if (pages != null && Navigation.prefersHtml(exchange.request().getHeader(HttpHeaders.ACCEPT))) {
            exchange.showFailuresAs(why -> page.apply(pages, why));
        }
    }

    /**
     * Where a browser has two sessions, as those of both schemes of {@code localhost} can be, nothing would work until
     * it forgets one.
     */
    public void unravel(Exchange exchange, GatewayFailure failure) {
        if (!(failure instanceof TokensDisagree)
                || !tokens.hasCookiesAlone(exchange.request().headers())) {
            return;
        }
        // another host can have set the second one, which must not be the one that stays
        if (cookie.isOurs(exchange.client())) {
            forgetWhateverIsAnswered(exchange);
        }
        if (pages != null && navigation(exchange).isToPage()) {
            exchange.showFailuresAs(pages.account()::failed);
        }
    }

    /** A person who may not have a page is told who he is, and may be somebody else. */
    void showForbidden(Exchange exchange, RequestTarget target, Session session) {
        if (pages != null) {
            String back = safe(exchange, target.pathAndQuery());
            exchange.showFailuresAs(why -> pages.account().forbidden(session.displayName(), back));
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

    /** Whether a person goes to a page, or a program calls; a token in a header is sent by programs alone. */
    Navigation navigation(Exchange exchange) {
        MultiMap headers = exchange.request().headers();
        return new Navigation(
                exchange.method().name(),
                headers.get(FETCH_MODE),
                headers.get(FETCH_DEST),
                String.join(",", Fields.values(headers, HttpHeaders.ACCEPT)),
                tokens.isByHeader(headers) || headers.contains(REQUESTED_WITH));
    }

    /** Has the browser forget a session that was the cookie's and counts no more, whatever is answered. */
    void forgetDead(Exchange exchange, Caller.Refused refused) {
        if (refused.reason() == Caller.Reason.INVALID
                && !tokens.isByHeader(exchange.request().headers())) {
            forgetWhateverIsAnswered(exchange);
        }
    }

    private void forgetWhateverIsAnswered(Exchange exchange) {
        exchange.onEveryAnswer(headers -> headers.add(HttpHeaders.SET_COOKIE, cookie.cleared(exchange.client())));
    }

    /** The sign-in page, from where a person comes back to what was asked for. */
    String signIn(Exchange exchange, RequestTarget target) {
        return addresses.signIn(safe(exchange, target.pathAndQuery()));
    }

    Reply sendTo(Exchange exchange, @Nullable String wish) {
        return Reply.seeOther(safe(exchange, wish));
    }

    /** Where a browser may go of what was wished. */
    String safe(Exchange exchange, @Nullable String wish) {
        return returnTo.safe(wish, exchange.client());
    }
}
