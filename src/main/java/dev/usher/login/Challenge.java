package dev.usher.login;

import dev.usher.access.Navigation;
import dev.usher.config.RouteDefinition;
import dev.usher.config.RouteDefinition.Unauthenticated;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import dev.usher.http.Parting;
import dev.usher.http.RequestTarget;
import dev.usher.http.Rescue;
import dev.usher.session.Caller;
import dev.usher.session.Session;
import io.vertx.core.http.HttpHeaders;

/**
 * Answers who must sign in first, or as somebody else: a person gets a page, and a program is told. One instance per
 * event loop, called on it.
 */
public final class Challenge {

    /** How a person is sent to the sign-in page. */
    public enum Way {
        /** By 302. */
        REDIRECT,
        /** By 302 with the whole address, since a proxy passes it on that is not asked for the page itself. */
        REDIRECT_FROM_AFAR,
        /** By the whole address in {@code X-Auth-Redirect} of a 401, for proxies that take no other refusal. */
        NAMED
    }

    private static final CharSequence AUTH_REDIRECT = HttpHeaders.createOptimized("x-auth-redirect");

    private final Browsers browsers;
    private final Rescue rescue;
    private final Parting parting;

    public Challenge(Browsers browsers, Rescue rescue, Parting parting) {
        this.browsers = browsers;
        this.rescue = rescue;
        this.parting = parting;
    }

    /**
     * Answers, and has a browser forget a cookie that counts no more.
     *
     * @param why what a program is told
     * @param way how a person is sent on
     */
    public void answer(
            Exchange exchange,
            RequestTarget target,
            RouteDefinition route,
            Caller caller,
            GatewayFailure why,
            Way way) {
        if (caller instanceof Caller.Refused refused) {
            browsers.forgetDead(exchange, refused);
        }
        if (browsers.pages() == null || !isSentOn(exchange, route)) {
            rescue.answer(exchange, why);
            return;
        }
        String signIn = browsers.signIn(exchange, target);
        String fromAfar = exchange.client().origin() + signIn;
        switch (way) {
            case REDIRECT -> Reply.found(signIn).write(exchange, parting);
            case REDIRECT_FROM_AFAR -> Reply.found(fromAfar).write(exchange, parting);
            case NAMED -> {
                exchange.onEveryAnswer(fields -> fields.set(AUTH_REDIRECT, fromAfar));
                rescue.answer(exchange, why);
            }
        }
    }

    /** Answers who is signed in and may not: a person gets a page, from which another account is tried. */
    public void refuse(
            Exchange exchange, RequestTarget target, RouteDefinition route, Caller caller, GatewayFailure why) {
        if (caller instanceof Caller.Known(Session session)
                && route.unauthenticated() != Unauthenticated.REFUSE
                && browsers.navigation(exchange).isToPage()) {
            browsers.showForbidden(exchange, target, session);
        }
        rescue.answer(exchange, why);
    }

    private boolean isSentOn(Exchange exchange, RouteDefinition route) {
        Navigation navigation = browsers.navigation(exchange);
        return !CrossSite.opensSocket(exchange.request().headers())
                && switch (route.unauthenticated()) {
                    case AUTO -> navigation.isToPage();
                    case REFUSE -> false;
                    case REDIRECT -> navigation.reads() && !navigation.isToStream();
                };
    }
}
