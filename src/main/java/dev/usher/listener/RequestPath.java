package dev.usher.listener;

import dev.usher.access.Decision;
import dev.usher.access.Forward;
import dev.usher.access.Policy;
import dev.usher.config.CorsDefinition;
import dev.usher.config.Freshness;
import dev.usher.facade.Facade;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import dev.usher.http.Parting;
import dev.usher.http.RequestTarget;
import dev.usher.http.Rescue;
import dev.usher.limit.RateLimits;
import dev.usher.listener.ForwardAuth.Check;
import dev.usher.login.Challenge;
import dev.usher.login.CrossSite;
import dev.usher.login.Endpoints;
import dev.usher.observe.AccessLog;
import dev.usher.proxy.Forwarder;
import dev.usher.proxy.Silence;
import dev.usher.route.Route;
import dev.usher.route.RouteTable;
import dev.usher.session.Authentication;
import dev.usher.session.Caller;
import dev.usher.session.Lookup;
import dev.usher.session.Session;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * The way of a request, top to bottom: guard, route, authenticate, authorize, forward. The first stage that fails ends
 * it. What a proxy in front asks about goes the same way, and ends with the decision. One instance per event loop,
 * called on it.
 */
public final class RequestPath {

    private final Guard guard;
    private final Endpoints endpoints;
    private final Facade facade;
    private final RouteTable routes;
    private final Authentication authentication;
    private final Consequence forwarding;
    private final ForwardAuth forwardAuth;
    private final Rescue rescue;
    private final AccessLog log;
    private final Overload overload;
    private final CrossSite crossSite;
    private final Challenge challenge;
    private final RateLimits rates;
    private final Parting parting;
    private final Unread unread;
    private final Handler<Exchange> finished = this::finished;
    private final Runnable left;

    public RequestPath(
            Guard guard,
            Endpoints endpoints,
            Facade facade,
            RouteTable routes,
            Authentication authentication,
            Forwarder forwarder,
            ForwardAuth forwardAuth,
            Rescue rescue,
            AccessLog log,
            Overload overload,
            CrossSite crossSite,
            Challenge challenge,
            RateLimits rates,
            Parting parting,
            Unread unread) {
        this.guard = guard;
        this.endpoints = endpoints;
        this.facade = facade;
        this.routes = routes;
        this.authentication = authentication;
        this.forwarding = new Forwarding(forwarder);
        this.forwardAuth = forwardAuth;
        this.rescue = rescue;
        this.log = log;
        this.overload = overload;
        this.left = overload::left;
        this.crossSite = crossSite;
        this.challenge = challenge;
        this.rates = rates;
        this.parting = parting;
        this.unread = unread;
    }

    void handle(HttpServerRequest request) {
        Exchange exchange = begin(request);
        rescue.guard(exchange, () -> {
            guard.identify(exchange);
            overload.admit();
            boolean isCheck = forwardAuth.takes(exchange);
            RequestTarget target = guard.admit(exchange);
            if (isCheck) {
                check(exchange, forwardAuth.read(exchange));
            } else if (endpoints.own(target.path())) {
                if (!isPreflight(exchange, endpoints.cors())) {
                    endpoints.handle(exchange, target.path());
                }
            } else {
                Route route = route(exchange, target);
                boolean isFacade = route.definition().isFacade();
                if (isFacade) {
                    Facade.begin(exchange, target, route);
                }
                if (isPreflight(exchange, route.definition().cors())) {
                    return;
                }
                if (isFacade) {
                    facade.handle(exchange, target, route);
                } else {
                    authenticate(exchange, target, route, forwarding);
                }
            }
        });
    }

    /** Whether the request was a browser's own question, which has been answered. */
    private boolean isPreflight(Exchange exchange, @Nullable CorsDefinition cors) {
        boolean answered = cors != null && Cors.answers(exchange, cors);
        if (answered) {
            parting.ending(exchange.request(), false, exchange.response()::end);
        }
        return answered;
    }

    /** What the gateway answers itself is nothing that a proxy has a service for. */
    private void check(Exchange exchange, Check check) {
        RequestTarget target = check.target();
        Route route = route(exchange, target);
        boolean isFacade = route.definition().isFacade();
        if (isFacade) {
            Facade.begin(exchange, target, route);
        }
        if (isFacade || endpoints.own(target.path())) {
            throw new GatewayFailure.NoRoute();
        }
        authenticate(exchange, target, route, check.consequence());
    }

    /** A request that the HTTP codec could not make sense of. */
    void refuse(HttpServerRequest request) {
        Exchange exchange = begin(request);
        rescue.guard(exchange, () -> {
            guard.identify(exchange);
            forwardAuth.takes(exchange);
            throw whatIsWrong(request.decoderResult().cause());
        });
    }

    private static GatewayFailure whatIsWrong(Throwable unreadable) {
        return switch (unreadable) {
            case TooLongHttpLineException _ -> GatewayFailure.HeadTooLong.line(Listener.MAX_REQUEST_LINE_BYTES);
            case GatewayFailure.HeadTooLong tooMany -> tooMany;
            case TooLongHttpHeaderException _ -> GatewayFailure.HeadTooLong.headers(Listener.MAX_HEADER_BYTES);
            default -> new GatewayFailure.BadRequest("this is not HTTP as RFC 9112 has it");
        };
    }

    private Exchange begin(HttpServerRequest request) {
        Exchange exchange = guard.open(request);
        overload.arrived();
        exchange.whenFinished(finished);
        unread.watch(exchange);
        exchange.onTunnel(left);
        Silence.heed(request);
        refuseMalformedChunks(exchange);
        return exchange;
    }

    /** They may come with the head, before anybody reads the body; who reads it will see to them instead. */
    private void refuseMalformedChunks(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        if (!Exchange.isStream(request) && request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            request.exceptionHandler(failure -> {
                if (!Exchange.hasLeft(failure)) {
                    rescue.answer(
                            exchange,
                            failure instanceof GatewayFailure
                                    ? failure
                                    : GatewayFailure.BadRequest.malformedBody(failure));
                }
            });
        }
    }

    private void finished(Exchange exchange) {
        if (!exchange.isTunnel()) {
            overload.left();
        }
        unread.finished(exchange);
        log.write(exchange);
    }

    private Route route(Exchange exchange, RequestTarget target) {
        Route route = routes.match(exchange.client().hostName(), target.path());
        if (route == null) {
            facade.refuseStranger(exchange, target.path());
            throw new GatewayFailure.NoRoute();
        }
        exchange.routedTo(route.name());
        return route;
    }

    private void authenticate(Exchange exchange, RequestTarget target, Route route, Consequence consequence) {
        crossSite.refuse(exchange, route.definition());
        Freshness wanted = Policy.freshness(route, exchange.method().name(), target.path());
        switch (authentication.lookup(exchange, route.definition().auth(), wanted)) {
            case Caller caller -> authorize(exchange, target, route, caller, consequence);
            case Lookup.Asking(Future<Caller> answer) -> {
                consequence.awaited(exchange);
                rescue.guard(exchange, answer, caller -> authorize(exchange, target, route, caller, consequence));
            }
        }
    }

    private void authorize(
            Exchange exchange, RequestTarget target, Route route, Caller caller, Consequence consequence) {
        if (caller instanceof Caller.Known(var session)) {
            exchange.authenticatedAs(session.userId());
        }
        switch (Policy.decide(route, exchange.method().name(), target.path(), caller)) {
            case Forward permit -> {
                Session session = permit.session();
                rates.take(exchange, route, session == null ? null : session.userId());
                consequence.permitted(exchange, permit);
            }
            case Decision.SignIn(GatewayFailure why) ->
                challenge.answer(exchange, target, route.definition(), caller, why, consequence.toSignIn());
            case Decision.Refuse(GatewayFailure why) ->
                challenge.refuse(exchange, target, route.definition(), caller, why);
        }
    }
}
