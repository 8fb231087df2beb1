package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.config.RouteDefinition.Timeouts;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import dev.usher.http.RequestTarget;
import dev.usher.route.Route;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
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

    private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    private final Forwarder forwarder;
    private final Exchange exchange;
    private final Forward permit;
    private final Route route;
    private final Timeouts timeouts;
    private final HttpServerRequest request;
    private final Watchdog watchdog;
    private final boolean hasBody;
    private @Nullable HttpClientRequest upstream;
    private @Nullable Pump upload;
    private boolean uploaded;
    private boolean repeated;
    private boolean settled;

    Relay(Forwarder forwarder, Exchange exchange, Forward permit) {
        this.forwarder = forwarder;
        this.exchange = exchange;
        this.permit = permit;
        this.route = permit.route();
        this.timeouts = route.definition().timeouts();
        this.request = exchange.request();
        this.watchdog = new Watchdog(forwarder.vertx(), this::silent);
        this.hasBody = mayHaveBody(request);
    }

    void start() {
        refuseLongBody();
        if (hasBody) {
            request.pause();
        }
        exchange.onGone(this::cancel);
        forwarder.metrics().forwarding(1);
        connect();
    }

    private void connect() {
        Target target = forwarder.nextTarget(route);
        exchange.forwardedTo(target.origin());
        RequestTarget requested = Objects.requireNonNull(exchange.target());
        forwarder
                .client()
                .request(target, request.method(), route.forwardTarget(requested), timeouts)
                .onSuccess(this::send)
                .onFailure(failure -> fail(ServiceFailures.connecting(failure)));
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
        connected.response().onSuccess(this::answer).onFailure(this::broken);
        forwarder.requestHeaders().write(exchange, permit, connected.headers());
        if (hasBody) {
            sendBody(connected);
        } else {
            if (expectsLength(request.method())) {
                connected.putHeader(HttpHeaders.CONTENT_LENGTH, "0");
            }
            connected.end();
            awaitAnswer();
        }
    }

    private void sendBody(HttpClientRequest connected) {
        if (request.headers().contains(HttpHeaders.EXPECT)) {
            request.response().writeContinue();
        }
        boolean openEnded = !request.headers().contains(HttpHeaders.CONTENT_LENGTH);
        if (openEnded && expectsLength(request.method())) {
            connected.setChunked(true);
        }
        watchdog.watch(timeouts.idle());
        Pump pump = new Pump(request, connected, this::uploading);
        upload = pump;
        pump.start()
                .onSuccess(v -> {
                    connected.end();
                    awaitAnswer();
                })
                .onFailure(failure -> {
                    if (failure instanceof GatewayFailure) {
                        fail(failure);
                    }
                    // else one of the two sides is gone, and says so itself
                });
    }

    private void uploading(long bytes) {
        watchdog.touch();
        long limit = route.definition().bodyLimit();
        if (bytes > limit) {
            throw new GatewayFailure.BodyTooLarge(limit);
        }
    }

    private void awaitAnswer() {
        uploaded = true;
        if (!settled && !exchange.response().headWritten()) {
            watchdog.watch(timeouts.response());
        }
    }

    private void answer(HttpClientResponse service) {
        if (settled) {
            return;
        }
        if (service.statusCode() < 200) {
            fail(GatewayFailure.ServiceFailed.gone(new IllegalStateException("an unasked " + service.statusCode())));
            return;
        }
        HttpServerResponse response = exchange.response();
        response.setStatusCode(service.statusCode());
        forwarder.responseHeaders().write(exchange, service.headers(), response.headers());
        if (!uploaded && request.version() != HttpVersion.HTTP_2) {
            // the rest of the body stands between this answer and the next request
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        if (hasNoBody(service)) {
            service.exceptionHandler(failure -> {}).endHandler(v -> {});
            service.resume();
            finish();
        } else {
            relayBody(service, response);
        }
    }

    private void relayBody(HttpClientResponse service, HttpServerResponse response) {
        if (!response.headers().contains(HttpHeaders.CONTENT_LENGTH) && request.version() != HttpVersion.HTTP_2) {
            response.setChunked(true);
        }
        watchdog.watch(timeouts.idle());
        new Pump(service, response, bytes -> watchdog.touch())
                .start()
                .onSuccess(v -> finish())
                .onFailure(this::broken);
    }

    private void finish() {
        if (settle()) {
            exchange.response().end().onComplete(written -> {
                if (!uploaded) {
                    abandonUpload();
                }
            });
        }
    }

    /** The service answered without having read everything; neither connection can be used again. */
    private void abandonUpload() {
        if (upload != null) {
            upload.stop(new HttpClosedException("answered before the upload ended"));
        }
        if (upstream != null) {
            upstream.reset();
        }
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset();
        } else {
            request.connection().close();
        }
    }

    private void broken(Throwable failure) {
        boolean mayRepeat = !repeated
                && !settled
                && !hasBody
                && failure instanceof HttpClosedException
                && SAFE_TO_REPEAT.contains(request.method())
                && !exchange.response().headWritten();
        if (mayRepeat) {
            // most likely a kept connection that the service closed just when it was taken
            repeated = true;
            connect();
        } else {
            fail(GatewayFailure.ServiceFailed.gone(failure));
        }
    }

    private void silent() {
        boolean clientIsSlow = hasBody && !uploaded && !exchange.response().headWritten();
        fail(clientIsSlow ? new GatewayFailure.BodyTooSlow() : GatewayFailure.ServiceFailed.slow(null));
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
        if (upload != null) {
            upload.stop(why);
        }
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

    private void refuseLongBody() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        long limit = route.definition().bodyLimit();
        if (length != null && Long.parseLong(length) > limit) {
            throw new GatewayFailure.BodyTooLarge(limit);
        }
    }

    private boolean hasNoBody(HttpClientResponse service) {
        return request.method().equals(HttpMethod.HEAD) || service.statusCode() == 204 || service.statusCode() == 304;
    }

    /** On HTTP/2 only the end of the stream tells; on HTTP/1 the headers do, RFC 9112 section 6.3. */
    private static boolean mayHaveBody(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            return !request.isEnded();
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? request.headers().contains(HttpHeaders.TRANSFER_ENCODING) : !length.equals("0");
    }

    private static boolean expectsLength(HttpMethod method) {
        return WITH_BODY.contains(method);
    }
}
