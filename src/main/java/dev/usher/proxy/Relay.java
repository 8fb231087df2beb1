package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import dev.usher.http.ServiceFailed;
import dev.usher.route.Route;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClosedException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One exchange with a client, which is answered once, whatever becomes of the calls to the service. Three phases, each
 * with its own longest silence: the client's body goes up, the service thinks, the service's body comes down. Whoever
 * breaks off, the other side is told: a client that goes away cancels the call, and a service that breaks off is a 502,
 * or a cut connection once bytes went out.
 */
final class Relay {

    private final Forwarder forwarder;
    private final Exchange exchange;
    private final Forward permit;
    private final Route route;
    private final Attempts attempts;
    private final Patience patience;
    private final Upload upload;
    private final @Nullable Handshake handshake;
    private final Call.Question question;
    private @Nullable Call call;
    private @Nullable Download download;
    private @Nullable Leash leash;
    private @Nullable EarlyHints hints;
    private boolean settled;

    Relay(Forwarder forwarder, Exchange exchange, Forward permit) {
        this.forwarder = forwarder;
        this.exchange = exchange;
        this.permit = permit;
        this.route = permit.route();
        this.attempts = new Attempts(
                forwarder.targets(route), route.definition().targetSettings().retries());
        Runnable late = () -> guarded(() -> fail(ServiceFailures.slow()));
        this.handshake = Handshake.of(exchange.request());
        this.upload = new Upload(exchange, route.definition(), forwarder.requestHead());
        this.question = new Call.Question(exchange, permit, upload, handshake);
        this.patience = new Patience(
                forwarder.watchdogs(),
                question.timeouts(),
                route.definition().limits().bodyIdle(),
                () -> guarded(this::silent),
                late);
    }

    void start() {
        forwarder.metrics().forwarding(1);
        exchange.onOver(this::cancel);
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
            fail(ServiceFailed.unhealthy());
        } else {
            call(chosen, attempts.isRetry());
        }
    }

    private void call(Member chosen, boolean fresh) {
        exchange.forwardedTo(chosen.target().origin());
        Call next = new Call(this, forwarder, question, patience, chosen.connections());
        call = next;
        next.start(fresh);
    }

    void sending() {
        attempts.sent();
    }

    /** Some of the client's body goes up; once the service has answered, the two talk at their own pace. */
    void uploading() {
        if (download == null) {
            patience.awaitBody();
        } else {
            patience.touch();
        }
    }

    /** The service has been given all of it. */
    void sent() {
        if (download == null) {
            patience.awaitAnswer();
        }
    }

    void hint(MultiMap service) {
        if (hints == null) {
            hints = new EarlyHints(exchange);
        }
        hints.pass(service);
    }

    void answer(ServiceResponse service) {
        if (handshake != null && service.statusCode() == 101 && service instanceof Http1Response granted) {
            tunnel(handshake, granted);
            return;
        }
        if (service.statusCode() < 200 || service.statusCode() > 599) {
            fail(ServiceFailed.gone(new IllegalStateException("an unasked " + service.statusCode())));
            return;
        }
        attempts.answered();
        Download started = new Download(service, exchange, permit, forwarder, patience::touch);
        download = started;
        if (upload.answered()) {
            // the rest of the body stands between this answer and the next request
            started.isLast();
        }
        leash = Leash.onAnswer(forwarder, exchange, permit, started, why -> guarded(() -> lose(started, why)));
        patience.awaitProgress();
        started.send(
                forwarder.endOfTurn(),
                () -> guarded(() -> finish(started)),
                failure -> fail(ServiceFailed.gone(failure)));
    }

    /** From here on neither side speaks HTTP on its connection, and neither connection is used for anything else. */
    private void tunnel(Handshake granted, Http1Response service) {
        granted.tunnel(
                        forwarder,
                        exchange,
                        permit,
                        service,
                        Objects.requireNonNull(call).ownConnection())
                .onSuccess(tunnel -> {
                    settle();
                    granted.open(tunnel, question.timeouts().idle());
                    Leash.onTunnel(forwarder, exchange, permit, tunnel);
                })
                .onFailure(failure -> fail(ServiceFailed.gone(failure)));
    }

    private void finish(Download answered) {
        if (settled) {
            return;
        }
        // what cannot be written is a failure, as long as nothing is settled
        answered.show();
        answered.sendTrailers(forwarder.responseTrailers());
        settle();
        Future<Void> written = answered.end();
        if (!upload.isComplete() || handshake != null) {
            // the service answered without having read everything; its connection cannot be used again either
            release(new HttpClosedException("answered before the upload ended"));
        } else if (call != null) {
            call.done(answered.keepsConnection());
        }
        if (answered.endsConnection()) {
            forwarder.parting().after(written, exchange.request());
        }
    }

    /** The session that it was for is over. */
    private void lose(Download running, GatewayFailure why) {
        if (!running.isEventStream() || running.isBlocked()) {
            fail(why);
        } else if (settle()) {
            Future<Void> written = running.end();
            release(why);
            if (running.endsConnection()) {
                forwarder.parting().after(written, exchange.request());
            }
        }
    }

    void unconnected(Throwable failure) {
        if (attempts.mayGoElsewhere(failure)) {
            retry();
        } else {
            fail(ServiceFailures.connecting(failure));
        }
    }

    /**
     * The service broke off before its answer.
     *
     * @param untouched nothing of the request can have been processed
     * @param harmless sending it twice is possible and does no harm
     */
    void broken(Throwable failure, @Nullable ServiceConnection connection, boolean untouched, boolean harmless) {
        switch (attempts.afterBreak(failure, connection, untouched, harmless)) {
            case NOT -> fail(ServiceFailed.gone(failure));
            case AS_ANOTHER -> retry();
            case ON_FRESH_CONNECTION -> {
                forget();
                call(attempts.again(), true);
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
        if (call != null) {
            call.abandon();
        }
    }

    private void silent() {
        if (download != null && download.isBlocked()) {
            // a client that does not read has as good as left
            cancel();
            exchange.response().reset(Call.CANCEL);
        } else if (awaitsClient()) {
            fail(new GatewayFailure.BodyTooSlow());
        } else if (download == null && upload.isBlocked() && patience.awaitReader()) {
            return;
        } else {
            attempts.failed();
            if (call != null) {
                call.suspect();
            }
            fail(ServiceFailures.slow());
        }
    }

    private boolean awaitsClient() {
        return call != null && call.isSending() && download == null && !upload.isComplete() && !upload.isBlocked();
    }

    void fail(Throwable failure) {
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
            download.abandon(why);
        }
        if (call != null) {
            call.cancel();
        }
    }

    private boolean settle() {
        if (settled) {
            return false;
        }
        settled = true;
        patience.stop();
        if (leash != null) {
            leash.untie();
        }
        attempts.end();
        forwarder.metrics().forwarding(-1);
        return true;
    }

    /** What a step throws is this request's failure, and not the event loop's. */
    void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error failure) {
            fail(failure);
        }
    }
}
