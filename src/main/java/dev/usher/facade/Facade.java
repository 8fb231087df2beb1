package dev.usher.facade;

import dev.usher.access.Decision;
import dev.usher.access.Forward;
import dev.usher.access.Policy;
import dev.usher.config.FacadeSettings;
import dev.usher.config.FacadeSettings.Form;
import dev.usher.config.Freshness;
import dev.usher.config.RouteDefinition.AuthMode;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import dev.usher.http.Parting;
import dev.usher.http.RequestTarget;
import dev.usher.http.Rescue;
import dev.usher.http.TokenInPath;
import dev.usher.limit.RateLimits;
import dev.usher.login.CrossSite;
import dev.usher.login.Reply;
import dev.usher.proxy.Forwarder;
import dev.usher.route.Route;
import dev.usher.session.Authentication;
import dev.usher.session.Caller;
import dev.usher.session.Lookup;
import dev.usher.session.Session;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Answers as the user server would: calls about sessions from what is known here, calls about users in its own words
 * with the gateway's tokens, and passes all others on. One instance per event loop, called on it.
 */
public final class Facade {

    private static final String STRANGER = "/{app-id}/{api-key}";
    private static final int NO_APPLICATION = 2002;

    private final boolean takesIds;
    private final UserCalls userCalls;
    private final Authentication authentication;
    private final CrossSite crossSite;
    private final RateLimits rates;
    private final Forwarder forwarder;
    private final Rescue rescue;
    private final Parting parting;

    /** @param forwarder to the user server */
    public Facade(
            FacadeSettings settings,
            UserCalls userCalls,
            Authentication authentication,
            CrossSite crossSite,
            RateLimits rates,
            Forwarder forwarder,
            Rescue rescue,
            Parting parting) {
        this.takesIds = settings.forms().contains(Form.IDS);
        this.userCalls = userCalls;
        this.authentication = authentication;
        this.crossSite = crossSite;
        this.rates = rates;
        this.forwarder = forwarder;
        this.rescue = rescue;
        this.parting = parting;
    }

    /** Has a request answered in the user server's way, whatever becomes of it. */
    public static void begin(Exchange exchange, RequestTarget target, Route route) {
        exchange.speakBackendless();
        exchange.showPathAs(shownRoot(route) + FacadeCall.shown(below(target, route)));
    }

    /**
     * For a path that no route takes.
     *
     * @throws GatewayFailure.RefusedByUserServer when it may be meant for another application
     */
    public void refuseStranger(Exchange exchange, String path) {
        String withoutToken = TokenInPath.masked(path);
        int afterId = withoutToken.indexOf('/', 1);
        int afterKey = withoutToken.indexOf('/', afterId + 1);
        if (takesIds && afterId > 0 && afterKey > 0) {
            exchange.speakBackendless();
            exchange.showPathAs(STRANGER + FacadeCall.shown(withoutToken.substring(afterKey)));
            throw new GatewayFailure.RefusedByUserServer(
                    400, NO_APPLICATION, "Version is disabled or provided wrong application info");
        }
    }

    /** Answers, or throws or reports the failure to {@code Rescue}. */
    public void handle(Exchange exchange, RequestTarget target, Route route) {
        if (CrossSite.opensSocket(exchange.request().headers())) {
            throw new GatewayFailure.BadRequest("WebSockets are not passed on to the user server");
        }
        crossSite.refuse(exchange, route.definition());
        switch (FacadeCall.of(below(target, route))) {
            case FacadeCall.Login() -> {
                require(exchange, HttpMethod.POST);
                count(exchange, route, Caller.Anonymous.INSTANCE);
                answer(exchange, userCalls.login(exchange));
            }
            case FacadeCall.Guest() -> {
                require(exchange, HttpMethod.POST);
                count(exchange, route, Caller.Anonymous.INSTANCE);
                answer(exchange, userCalls.guest(exchange));
            }
            case FacadeCall.Logout() -> {
                require(exchange, HttpMethod.GET);
                crossSite.refuseUnsafe(exchange, route.definition());
                count(exchange, route, Caller.Anonymous.INSTANCE);
                answer(exchange, userCalls.logout(exchange));
            }
            case FacadeCall.Validate(String token) -> {
                require(exchange, HttpMethod.GET);
                count(exchange, route, Caller.Anonymous.INSTANCE);
                answer(exchange, userCalls.isValid(exchange, token));
            }
            case FacadeCall.AuthorizationUrl() -> {
                userCalls.refuseToLetGo();
                known(exchange, true, caller -> pass(exchange, route, caller));
            }
            case FacadeCall.Binary() ->
                throw new GatewayFailure.BadRequest(
                        "binary calls are not passed on to the user server; use its REST API");
            case FacadeCall.OfUsers call ->
                known(exchange, call.needsNobody(), caller -> {
                    count(exchange, route, caller);
                    answer(exchange, userCalls.pass(exchange, below(target, route), call, caller));
                });
            case FacadeCall.Other() -> known(exchange, false, caller -> pass(exchange, route, caller));
        }
    }

    private static String below(RequestTarget target, Route route) {
        String path = target.path()
                .substring(Objects.requireNonNull(route.definition().strip()).length());
        return path.isEmpty() ? "/" : path;
    }

    private static String shownRoot(Route route) {
        String name = route.name();
        return name.substring(0, name.length() - "/**".length());
    }

    private static void require(Exchange exchange, HttpMethod method) {
        if (!exchange.request().method().equals(method)) {
            throw new GatewayFailure.MethodNotAllowed(method.name());
        }
    }

    private void count(Exchange exchange, Route route, Caller caller) {
        rates.take(exchange, route, caller instanceof Caller.Known(Session session) ? session.userId() : null);
    }

    /** @param next gets somebody or nobody, but never a token that does not count */
    private void known(Exchange exchange, boolean needsNobody, Consumer<Caller> next) {
        switch (authentication.lookup(exchange, AuthMode.OPTIONAL, Freshness.USUAL)) {
            case Caller caller -> accepted(exchange, needsNobody, caller, next);
            case Lookup.Asking(Future<Caller> answer) -> {
                exchange.hold();
                rescue.guard(exchange, answer, caller -> accepted(exchange, needsNobody, caller, next));
            }
        }
    }

    private void accepted(Exchange exchange, boolean needsNobody, Caller caller, Consumer<Caller> next) {
        switch (caller) {
            case Caller.Known(Session session) -> {
                exchange.authenticatedAs(session.userId());
                next.accept(caller);
            }
            case Caller.Anonymous() -> next.accept(caller);
            case Caller.Refused refused -> {
                if (!needsNobody) {
                    throw refused.reason().failure();
                }
                next.accept(Caller.Anonymous.INSTANCE);
            }
        }
    }

    private void pass(Exchange exchange, Route route, Caller caller) {
        count(exchange, route, caller);
        String path = Objects.requireNonNull(exchange.target()).path();
        switch (Policy.decide(route, exchange.request().method().name(), path, caller)) {
            case Forward permit -> forwarder.forward(exchange, permit);
            case Decision.SignIn(GatewayFailure why) -> rescue.answer(exchange, why);
            case Decision.Refuse(GatewayFailure why) -> rescue.answer(exchange, why);
        }
    }

    private void answer(Exchange exchange, Future<Reply> reply) {
        rescue.guard(exchange, reply, given -> given.write(exchange, parting));
    }
}
