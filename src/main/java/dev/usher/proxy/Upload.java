package dev.usher.proxy;

import dev.usher.config.RouteDefinition;
import dev.usher.config.RouteLimits;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import dev.usher.http.TrailedRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The client's body on its way to the service: its limit, and its framing there, which follows from what is sent and
 * not from what the client's headers say of it. Belongs to one relay.
 */
final class Upload {

    private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    private final HttpServerRequest request;
    private final long limit;
    private final RouteLimits limits;
    private final RequestHead head;
    private @Nullable Expectation expectation;
    private @Nullable Pump pump;
    private long startedNanos;
    private boolean mayTrickle;
    private long bytes;
    private boolean headSent;
    private boolean complete;
    private boolean trailed;

    /**
     * Holds the body back until it is sent.
     *
     * @throws GatewayFailure.BodyTooLarge when it is announced as longer than the limit
     */
    Upload(Exchange exchange, RouteDefinition route, RequestHead head) {
        this.request = exchange.request();
        this.head = head;
        this.limit = route.bodyLimit();
        this.limits = route.limits();
        this.mayTrickle = limits.uploadBytesPerSecond() == 0;
        this.complete = !mayHaveBody(request);
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && Long.parseLong(length) > limit) {
            throw new GatewayFailure.BodyTooLarge(limit);
        }
        if (!complete) {
            request.pause();
        } else if (exchange.isHeld() && !request.isEnded()) {
            request.resume();
        }
    }

    /** Sends it with the head; the future completes when the service has been given all of it. */
    Future<Void> send(Vertx vertx, ServiceRequest service, Runnable progress) {
        if (complete) {
            end(service);
            return Future.succeededFuture();
        }
        if (!Expectation.has(request)) {
            return flow(service, progress);
        }
        return switch (service) {
            case Http1Request http1 -> {
                Promise<Void> sent = Promise.promise();
                prepareHead(http1);
                expectation = Expectation.pass(
                        vertx, request, http1, () -> flow(http1, progress).onComplete(sent));
                yield sent.future();
            }
            case Http2Request http2 -> {
                request.response().writeContinue();
                yield flow(http2, progress);
            }
        };
    }

    private Future<Void> flow(ServiceRequest service, Runnable progress) {
        startedNanos = System.nanoTime();
        Pump started = new Pump(request, service, endsWithItsLastByte(), soFar -> {
            progress.run();
            count(service, soFar);
            refuseTrickle(soFar);
        });
        pump = started;
        Promise<Void> sent = Promise.promise();
        started.start(sent::complete, sent::fail);
        request.exceptionHandler(failure -> started.stop(whatBroke(failure)));
        return sent.future().onSuccess(read -> {
            complete = true;
            end(service);
        });
    }

    /** Sends the head alone, if the body has not brought it along: on HTTP/2 both sides may speak first. */
    void announce(ServiceRequest service) {
        if (!complete && !headSent && !isStopped()) {
            prepareHead(service);
            service.writeHead();
        }
    }

    boolean isComplete() {
        return complete;
    }

    /** Whether the request can be sent again, since no byte of a body has been used up. */
    boolean isRepeatable() {
        return complete && bytes == 0 && !trailed;
    }

    /** Whether it is the service that does not take more. */
    boolean isBlocked() {
        return pump != null && pump.isBlocked();
    }

    private boolean isStopped() {
        return pump != null && pump.isDone();
    }

    void stop(Throwable why) {
        if (expectation != null) {
            expectation.end();
        }
        if (pump != null) {
            pump.stop(why);
        }
    }

    /** The service has answered: from here on the two talk at their own pace. Says whether more is to come. */
    boolean answered() {
        mayTrickle = true;
        if (expectation != null) {
            // who was not told to continue is to keep its body
            expectation.end();
        }
        return !complete;
    }

    /** One octet a second is no silence, and would hold a request for ever; only the client's own time counts. */
    private void refuseTrickle(long soFar) {
        if (mayTrickle || pump == null) {
            return;
        }
        long nanos = System.nanoTime() - startedNanos - pump.blockedNanos();
        if (nanos > limits.uploadGrace().toNanos()
                && soFar < TimeUnit.NANOSECONDS.toSeconds(nanos) * limits.uploadBytesPerSecond()) {
            throw new GatewayFailure.BodyTooSlow();
        }
    }

    private void count(ServiceRequest service, long soFar) {
        if (soFar > limit) {
            throw new GatewayFailure.BodyTooLarge(limit);
        }
        prepareHead(service);
        bytes = soFar;
    }

    private void prepareHead(ServiceRequest service) {
        if (!headSent) {
            headSent = true;
            if (!service.head().contains(HttpHeaders.CONTENT_LENGTH)) {
                service.setChunked();
            }
        }
    }

    private void end(ServiceRequest service) {
        if (endWithTrailers(service)) {
            return;
        }
        boolean saysNothing = !headSent && !service.head().contains(HttpHeaders.CONTENT_LENGTH);
        if (saysNothing && WITH_BODY.contains(request.method())) {
            service.head().set(HttpHeaders.CONTENT_LENGTH, "0");
        }
        Buffer rest = pump == null ? null : pump.takeRest();
        if (rest == null) {
            service.end();
        } else {
            service.end(rest);
        }
    }

    /** What came behind a body goes on; the codec of HTTP/1.1 drops it where there is no place, behind a length. */
    private boolean endWithTrailers(ServiceRequest service) {
        var received = pump == null || pump.hasRest() ? null : TrailedRequest.trailersOf(request);
        if (received == null) {
            return false;
        }
        trailed = true;
        io.netty.handler.codec.http.HttpHeaders trailers =
                DefaultHttpHeadersFactory.trailersFactory().newHeaders();
        head.writeTrailers(request, received, trailers);
        if (trailers.isEmpty()) {
            return false;
        }
        if (!headSent) {
            prepareHead(service);
            service.writeHead();
        }
        service.endWith(trailers);
        return true;
    }

    /** On HTTP/1 with a length; on HTTP/2 and HTTP/3 the end is said by itself, and may come late. */
    private long endsWithItsLastByte() {
        String length = Exchange.isStream(request) ? null : request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? Pump.OPEN : Long.parseLong(length);
    }

    private static Throwable whatBroke(Throwable failure) {
        return Exchange.hasLeft(failure) || failure instanceof GatewayFailure
                ? failure
                : GatewayFailure.BadRequest.malformedBody(failure);
    }

    /** On HTTP/2 and HTTP/3 only the end of the stream tells; on HTTP/1 the headers do, RFC 9112 section 6.3. */
    private static boolean mayHaveBody(HttpServerRequest request) {
        if (Exchange.isStream(request)) {
            return !request.isEnded();
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? request.headers().contains(HttpHeaders.TRANSFER_ENCODING) : !length.equals("0");
    }
}
