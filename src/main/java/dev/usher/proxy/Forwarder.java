package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.config.RouteDefinition;
import dev.usher.config.TargetSettings;
import dev.usher.http.Exchange;
import dev.usher.http.Parting;
import dev.usher.http.Rescue;
import dev.usher.observe.Metrics;
import dev.usher.route.Route;
import dev.usher.session.LiveStreams;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The last stage: picks a target and relays. One instance per event loop, called on it. */
public final class Forwarder {

    private final Vertx vertx;
    private final EndOfTurn endOfTurn;
    private final ServiceClient client;
    private final Standings standings;
    private final RequestHead requestHead;
    private final ResponseHead responseHead;
    private final ResponseTrailers responseTrailers;
    private final AnswerCheck check;
    private final Rescue rescue;
    private final Parting parting;
    private final LiveStreams streams;
    private final Metrics metrics;
    private final Watchdogs watchdogs;
    private final Compression compression = new Compression();
    private final Map<Route, Targets> targets = new HashMap<>();

    public Forwarder(
            Vertx vertx,
            ServiceClient client,
            Standings standings,
            RequestHead requestHead,
            ResponseHead responseHead,
            ResponseTrailers responseTrailers,
            AnswerCheck check,
            Rescue rescue,
            Parting parting,
            LiveStreams streams,
            Metrics metrics) {
        this.vertx = vertx;
        this.endOfTurn = new EndOfTurn(vertx);
        this.client = client;
        this.standings = standings;
        this.requestHead = requestHead;
        this.responseHead = responseHead;
        this.responseTrailers = responseTrailers;
        this.check = check;
        this.rescue = rescue;
        this.parting = parting;
        this.streams = streams;
        this.metrics = metrics;
        this.watchdogs = new Watchdogs(vertx);
    }

    /** Takes a request that {@code access} has permitted; from here on the exchange is answered, whatever happens. */
    public void forward(Exchange exchange, Forward permit) {
        new Relay(this, exchange, permit).start();
    }

    Targets targets(Route route) {
        Targets known = targets.get(route);
        if (known == null) {
            known = make(route.definition());
            targets.put(route, known);
        }
        return known;
    }

    private Targets make(RouteDefinition route) {
        TargetSettings settings = route.targetSettings();
        List<Member> members = new ArrayList<>();
        for (Standing standing : standings.of(route)) {
            Connections connections = client.to(standing.target(), settings.pool());
            members.add(new Member(standing.target(), connections, standing, members.size()));
        }
        RandomGenerator random = new SplittableRandom();
        return new Targets(
                members,
                Balancer.of(settings.balance(), random),
                HashHeader.of(settings.balance(), requestHead),
                random,
                System::nanoTime);
    }

    Vertx vertx() {
        return vertx;
    }

    EndOfTurn endOfTurn() {
        return endOfTurn;
    }

    /** Absent where nothing is to be compressed. */
    @Nullable
    Compression compression(Route route) {
        return route.definition().compress() ? compression : null;
    }

    Watchdogs watchdogs() {
        return watchdogs;
    }

    RequestHead requestHead() {
        return requestHead;
    }

    ResponseHead responseHead() {
        return responseHead;
    }

    ResponseTrailers responseTrailers() {
        return responseTrailers;
    }

    AnswerCheck check() {
        return check;
    }

    Rescue rescue() {
        return rescue;
    }

    Parting parting() {
        return parting;
    }

    LiveStreams streams() {
        return streams;
    }

    Metrics metrics() {
        return metrics;
    }
}
