package dev.usher.login;

import dev.usher.access.Navigation;
import dev.usher.config.RouteDefinition;
import dev.usher.http.Exchange;
import dev.usher.http.Fields;
import dev.usher.http.GatewayFailure;
import dev.usher.http.Parting;
import dev.usher.http.RequestTarget;
import dev.usher.http.Rescue;
import dev.usher.session.Caller;
import dev.usher.session.TokenExtraction;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/**
 * Answers who must sign in first: a person is sent to the page, and a program is told. One instance per event loop,
 * called on it.
 */
public final class Challenge {

    private static final CharSequence FETCH_MODE = HttpHeaders.createOptimized("sec-fetch-mode");
    private static final CharSequence FETCH_DEST = HttpHeaders.createOptimized("sec-fetch-dest");
    private static final CharSequence REQUESTED_WITH = HttpHeaders.createOptimized("x-requested-with");

    private final Browsers browsers;
    private final TokenExtraction tokens;
    private final Rescue rescue;
    private final Parting parting;

    public Challenge(Browsers browsers, TokenExtraction tokens, Rescue rescue, Parting parting) {
        this.browsers = browsers;
        this.tokens = tokens;
        this.rescue = rescue;
        this.parting = parting;
    }

    /**
     * Answers, and has a browser forget a cookie that counts no more.
     *
     * @param why what a program is told
     */
    public void answer(
            Exchange exchange, RequestTarget target, RouteDefinition route, Caller caller, GatewayFailure why) {
        MultiMap headers = exchange.request().headers();
        boolean byHeader = tokens.isByHeader(headers);
        if (!byHeader && caller instanceof Caller.Refused(Caller.Reason reason) && reason == Caller.Reason.INVALID) {
            browsers.forgetDead(exchange);
        }
        if (browsers.page() != null && isSentOn(exchange, route, byHeader)) {
            browsers.toSignIn(exchange, target).write(exchange, parting);
        } else {
            rescue.answer(exchange, why);
        }
    }

    private static boolean isSentOn(Exchange exchange, RouteDefinition route, boolean byHeader) {
        MultiMap headers = exchange.request().headers();
        Navigation navigation = new Navigation(
                exchange.request().method().name(),
                headers.get(FETCH_MODE),
                headers.get(FETCH_DEST),
                String.join(",", Fields.values(headers, HttpHeaders.ACCEPT)),
                byHeader || headers.contains(REQUESTED_WITH));
        return !CrossSite.opensSocket(headers)
                && switch (route.unauthenticated()) {
                    case AUTO -> navigation.isToPage();
                    case REFUSE -> false;
                    case REDIRECT -> navigation.reads() && !navigation.isToStream();
                };
    }
}
