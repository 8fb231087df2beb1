package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.http.Exchange;
import dev.usher.http.Parting;
import dev.usher.http.Rescue;
import dev.usher.observe.Metrics;
import dev.usher.route.Route;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;

/** The last stage: picks a target and relays. One instance per event loop, called on it. */
public final class Forwarder {

    private final EndOfTurn endOfTurn;
    private final ServiceClient client;
    private final RequestHeaders requestHeaders;
    private final ResponseHeaders responseHeaders;
    private final Rescue rescue;
    private final Parting parting;
    private final Metrics metrics;
    private final Watchdogs watchdogs;
    private final Map<Route, Targets> targets = new HashMap<>();

    public Forwarder(
            Vertx vertx,
            ServiceClient client,
            RequestHeaders requestHeaders,
            ResponseHeaders responseHeaders,
            Rescue rescue,
            Parting parting,
            Metrics metrics) {
        this.endOfTurn = new EndOfTurn(vertx);
        this.client = client;
        this.requestHeaders = requestHeaders;
        this.responseHeaders = responseHeaders;
        this.rescue = rescue;
        this.parting = parting;
        this.metrics = metrics;
        this.watchdogs = new Watchdogs(vertx);
    }

    /** Takes a request that {@code access} has permitted; from here on the exchange is answered, whatever happens. */
    public void forward(Exchange exchange, Forward permit) {
        new Relay(this, exchange, permit).start();
    }

    Target nextTarget(Route route) {
        return targets.computeIfAbsent(route, r -> new Targets(r.definition())).next();
    }

    EndOfTurn endOfTurn() {
        return endOfTurn;
    }

    ServiceClient client() {
        return client;
    }

    Watchdogs watchdogs() {
        return watchdogs;
    }

    RequestHeaders requestHeaders() {
        return requestHeaders;
    }

    ResponseHeaders responseHeaders() {
        return responseHeaders;
    }

    Rescue rescue() {
        return rescue;
    }

    Parting parting() {
        return parting;
    }

    Metrics metrics() {
        return metrics;
    }
}
