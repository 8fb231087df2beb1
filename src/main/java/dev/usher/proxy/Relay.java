package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.config.RouteDefinition.Timeouts;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import dev.usher.http.RequestTarget;
import dev.usher.route.Route;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request to one service and its answer. Three phases, each with its own longest silence: the client's body goes
 * up, the service thinks, the service's body comes down. Whoever breaks off, the other side is told: a client that goes
 * away cancels the service's call, and a service that breaks off is a 502, or a cut connection once bytes went out.
 */
final class Relay {

    private static final Set<HttpMethod> SAFE_TO_REPEAT = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private static final long CANCEL = 0x8;

    private final Forwarder forwarder;
    private final Exchange exchange;
    private final Forward permit;
    private final Route route;
    private final Timeouts timeouts;
    private final Watchdog watchdog;
    private final Upload upload;
    private @Nullable HttpClientRequest upstream;
    private @Nullable Download download;
    private @Nullable ServiceConnection connection;
    private boolean repeated;
    private boolean settled;

    Relay(Forwarder forwarder, Exchange exchange, Forward permit) {
        this.forwarder = forwarder;
        this.exchange = exchange;
        this.permit = permit;
        this.route = permit.route();
        this.timeouts = route.definition().timeouts();
        this.watchdog = new Watchdog(forwarder.watchdogs(), this::silent);
        this.upload = new Upload(exchange.request(), route.definition());
    }

    void start() {
        forwarder.metrics().forwarding(1);
        exchange.onGone(this::cancel);
        if (!settled) {
            connect();
        }
    }

    private void connect() {
        Target target = forwarder.nextTarget(route);
        exchange.forwardedTo(target.origin());
        Connections connections = forwarder.client().to(target);
        Future<ServiceConnection> taken =
                repeated ? connections.fresh(timeouts.connect()) : connections.take(timeouts.connect());
        taken.onSuccess(own -> guarded(() -> ask(own))).onFailure(failure -> fail(ServiceFailures.connecting(failure)));
    }

    private void ask(ServiceConnection own) {
        if (settled) {
            own.giveBack();
            return;
        }
        connection = own;
        RequestTarget requested = Objects.requireNonNull(exchange.target());
        own.http()
                .request(new RequestOptions()
                        .setMethod(exchange.request().method())
                        .setURI(route.forwardTarget(requested)))
                .onSuccess(connected -> guarded(() -> send(connected)))
                .onFailure(this::broken);
    }

    private void send(HttpClientRequest connected) {
        upstream = connected;
        if (settled) {
            connected.reset();
            return;
        }
        connected.exceptionHandler(failure -> {
            // the response future carries it too
        });
        connected
                .response()
                .onSuccess(service -> guarded(() -> answer(service)))
                .onFailure(this::broken);
        forwarder.requestHeaders().write(exchange, permit, connected.headers());
        if (!upload.isComplete()) {
            watchdog.watch(timeouts.idle());
        }
        upload.send(connected, watchdog::touch).onSuccess(sent -> awaitAnswer()).onFailure(this::uploadFailed);
    }

    private void awaitAnswer() {
        if (!settled && download == null) {
            watchdog.watch(timeouts.response());
        }
    }

    private void uploadFailed(Throwable failure) {
        if (failure instanceof GatewayFailure) {
            fail(failure);
        }
        // else one of the two sides is gone, and says so itself
    }

    private void answer(HttpClientResponse service) {
        if (settled) {
            return;
        }
        if (service.statusCode() < 200) {
            fail(GatewayFailure.ServiceFailed.gone(new IllegalStateException("an unasked " + service.statusCode())));
            return;
        }
        Download started = new Download(service, exchange, forwarder.responseHeaders(), watchdog::touch);
        download = started;
        if (!upload.isComplete()) {
            upload.answered();
            // the rest of the body stands between this answer and the next request
            started.isLast();
        }
        watchdog.watch(timeouts.idle());
        started.send(forwarder.endOfTurn()).onSuccess(sent -> finish(started)).onFailure(this::broken);
    }

    private void finish(Download answered) {
        if (settle()) {
            Future<Void> written = exchange.response().end();
            if (!upload.isComplete()) {
                // the service answered without having read everything; its connection cannot be used again either
                release(new HttpClosedException("answered before the upload ended"));
            } else if (connection != null && answered.keepsConnection()) {
                giveBack(connection);
            }
            if (answered.endsConnection()) {
                forwarder.parting().after(written, exchange.request());
            }
        }
    }

    /**
     * Only when everything that was read with the answer has been looked at: what a service sends beyond its answer
     * must not become the answer to another request.
     */
    private void giveBack(ServiceConnection own) {
        forwarder.endOfTurn().run(own::giveBack);
    }

    private void broken(Throwable failure) {
        boolean mayRepeat = !repeated
                && !settled
                && connection != null
                && connection.wasKept()
                && download == null
                && upload.isRepeatable()
                && (failure instanceof HttpClosedException || failure instanceof IOException)
                && SAFE_TO_REPEAT.contains(exchange.request().method());
        if (mayRepeat) {
            // most likely a kept connection that the service closed just when it was taken
            repeated = true;
            connect();
        } else {
            fail(GatewayFailure.ServiceFailed.gone(failure));
        }
    }

    private void silent() {
        if (download != null && download.isBlocked()) {
            // a client that does not read has as good as left
            cancel();
            exchange.response().reset(CANCEL);
        } else if (download == null && !upload.isComplete() && !upload.isBlocked()) {
            fail(new GatewayFailure.BodyTooSlow());
        } else {
            fail(GatewayFailure.ServiceFailed.slow(null));
        }
    }

    private void fail(Throwable failure) {
        if (settle()) {
            release(failure);
            forwarder.rescue().answer(exchange, failure);
        }
    }

    private void cancel() {
        if (settle()) {
            release(new HttpClosedException("the client has gone"));
        }
    }

    private void release(Throwable why) {
        upload.stop(why);
        if (upstream != null) {
            upstream.reset();
        }
    }

    private boolean settle() {
        if (settled) {
            return false;
        }
        settled = true;
        watchdog.stop();
        forwarder.metrics().forwarding(-1);
        return true;
    }

    /** What a step throws is this request's failure, and not the event loop's. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException failure) {
            fail(failure);
        }
    }
}
