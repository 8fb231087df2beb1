package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.config.RouteDefinition.Timeouts;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import dev.usher.route.Route;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request to one service and its answer. Three phases, each with its own longest silence: the client's body goes
 * up, the service thinks, the service's body comes down. Whoever breaks off, the other side is told: a client that goes
 * away cancels the service's call, and a service that breaks off is a 502, or a cut connection once bytes went out.
 */
final class Relay {

    private static final long CANCEL = 0x8;

    private final Forwarder forwarder;
    private final Exchange exchange;
    private final Forward permit;
    private final Route route;
    private final Timeouts timeouts;
    private final Attempts attempts;
    private final Patience patience;
    private final Upload upload;
    private final @Nullable Handshake handshake;
    private @Nullable HttpClientRequest upstream;
    private @Nullable Download download;
    private @Nullable ServiceConnection connection;
    private boolean settled;

    Relay(Forwarder forwarder, Exchange exchange, Forward permit) {
        this.forwarder = forwarder;
        this.exchange = exchange;
        this.permit = permit;
        this.route = permit.route();
        this.timeouts = route.definition().timeouts();
        this.attempts = new Attempts(
                forwarder.targets(route), route.definition().targetSettings().retries());
        Runnable late = () -> guarded(() -> fail(ServiceFailures.slow()));
        this.patience = new Patience(forwarder.watchdogs(), timeouts, () -> guarded(this::silent), late);
        this.handshake = Handshake.of(exchange.request());
        this.upload = new Upload(exchange.request(), route.definition());
    }

    void start() {
        forwarder.metrics().forwarding(1);
        exchange.onGone(this::cancel);
        if (handshake != null) {
            handshake.whenEarly(() -> fail(Handshake.early()));
        }
        if (!settled) {
            patience.start();
            choose();
        }
    }

    private void choose() {
        Member chosen = attempts.next(exchange, permit);
        if (chosen == null) {
            fail(GatewayFailure.ServiceFailed.unhealthy());
            return;
        }
        connect(chosen, connection(chosen.connections()));
    }

    private Future<ServiceConnection> connection(Connections connections) {
        if (handshake != null) {
            return connections.forUpgrade(timeouts.connect());
        }
        boolean once = RetryRule.isOnce(exchange.request().method(), upload.isRepeatable());
        return attempts.isRetry() ? connections.fresh(timeouts.connect()) : connections.take(timeouts.connect(), once);
    }

    private void connect(Member chosen, Future<ServiceConnection> taken) {
        exchange.forwardedTo(chosen.target().origin());
        taken.onSuccess(own -> guarded(() -> ask(own))).onFailure(failure -> guarded(() -> unconnected(failure)));
    }

    private void ask(ServiceConnection own) {
        if (settled) {
            own.giveBack();
            return;
        }
        connection = own;
        if (own.isShared()) {
            // the service may have lowered how many it takes at once, and then this one waits for others to end
            patience.awaitAnswer();
        }
        own.http()
                .request(new RequestOptions()
                        .setMethod(exchange.request().method())
                        .setURI(route.forwardTarget(Objects.requireNonNull(exchange.target()))))
                .onSuccess(connected -> guarded(() -> send(connected)))
                .onFailure(this::broken);
    }

    private void send(HttpClientRequest connected) {
        upstream = connected;
        if (settled) {
            connected.reset();
            return;
        }
        attempts.sent();
        connected.exceptionHandler(failure -> {
            // the response future carries it too
        });
        connected
                .response()
                .onSuccess(service -> guarded(() -> answer(service)))
                .onFailure(this::broken);
        forwarder.requestHeaders().write(exchange, permit, connected.headers());
        NextHop.describe(exchange.request(), connected);
        if (handshake != null) {
            handshake.send(connected);
            awaitAnswer();
            return;
        }
        if (!upload.isComplete()) {
            patience.awaitProgress();
        }
        upload.send(connected, patience::touch).onSuccess(sent -> awaitAnswer()).onFailure(failure -> {
            if (failure instanceof GatewayFailure) {
                fail(failure);
            }
            // else one of the two sides is gone, and says so itself
        });
        if (!upload.isComplete() && connected.version() == HttpVersion.HTTP_2) {
            // a service that speaks first must not wait for what its client says then; mostly the body is there already
            forwarder.endOfTurn().run(() -> guarded(() -> upload.announce(connected)));
        }
    }

    private void awaitAnswer() {
        if (!settled && download == null) {
            patience.awaitAnswer();
        }
    }

    private void answer(HttpClientResponse service) {
        if (settled) {
            return;
        }
        if (handshake != null && service.statusCode() == 101) {
            tunnel(handshake, service);
            return;
        }
        if (service.statusCode() < 200) {
            fail(GatewayFailure.ServiceFailed.gone(new IllegalStateException("an unasked " + service.statusCode())));
            return;
        }
        attempts.answered();
        Download started = new Download(
                service, exchange, forwarder.responseHeaders(), forwarder.compression(route), patience::touch);
        download = started;
        if (upload.answered()) {
            // the rest of the body stands between this answer and the next request
            started.isLast();
        }
        patience.awaitProgress();
        started.send(forwarder.endOfTurn()).onSuccess(sent -> finish(started)).onFailure(this::broken);
    }

    /** From here on neither side speaks HTTP on its connection, and neither connection is used for anything else. */
    private void tunnel(Handshake granted, HttpClientResponse service) {
        granted.tunnel(forwarder, exchange, service, Objects.requireNonNull(connection))
                .onSuccess(tunnel -> {
                    settle();
                    granted.open(tunnel, timeouts.idle());
                })
                .onFailure(this::broken);
    }

    private void finish(Download answered) {
        if (settle()) {
            answered.sendTrailers(forwarder.responseTrailers());
            Future<Void> written = answered.end();
            if (!upload.isComplete() || handshake != null) {
                // the service answered without having read everything; its connection cannot be used again either
                release(new HttpClosedException("answered before the upload ended"));
            } else if (connection != null) {
                connection.letGo(answered.keepsConnection(), forwarder.endOfTurn());
            }
            if (answered.endsConnection()) {
                forwarder.parting().after(written, exchange.request());
            }
        }
    }

    private void unconnected(Throwable failure) {
        if (!settled && attempts.mayGoElsewhere(failure)) {
            retry();
            return;
        }
        fail(ServiceFailures.connecting(failure));
    }

    private void broken(Throwable failure) {
        boolean untouched = upstream == null || upload.isRepeatable() && RetryRule.wasRefused(failure);
        boolean harmless = upload.isRepeatable()
                && RetryRule.isIdempotent(exchange.request().method());
        Attempts.Repeat repeat =
                download != null ? Attempts.Repeat.NOT : attempts.afterBreak(failure, connection, untouched, harmless);
        switch (repeat) {
            case NOT -> fail(GatewayFailure.ServiceFailed.gone(failure));
            case AS_ANOTHER -> retry();
            case ON_FRESH_CONNECTION -> {
                forget();
                Member same = attempts.again();
                connect(same, same.connections().fresh(timeouts.connect()));
            }
        }
    }

    private void retry() {
        forwarder.metrics().retried(route.name());
        forget();
        choose();
    }

    private void forget() {
        patience.rest();
        if (connection != null) {
            connection.drop();
        }
        connection = null;
        upstream = null;
    }

    private void silent() {
        if (download != null && download.isBlocked()) {
            // a client that does not read has as good as left
            cancel();
            exchange.response().reset(CANCEL);
        } else if (upstream != null && download == null && !upload.isComplete() && !upload.isBlocked()) {
            fail(new GatewayFailure.BodyTooSlow());
        } else {
            attempts.failed();
            if (connection != null) {
                // on HTTP/2 it goes on otherwise, and a dead one would cost every request its whole patience
                connection.retire();
            }
            fail(ServiceFailures.slow());
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
        if (download != null) {
            download.abandon();
        }
        if (upstream != null) {
            upstream.reset(CANCEL);
        }
        if (connection != null) {
            connection.drop();
        }
    }

    private boolean settle() {
        if (settled) {
            return false;
        }
        settled = true;
        patience.stop();
        attempts.end();
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
