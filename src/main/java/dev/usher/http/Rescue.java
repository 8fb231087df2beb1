package dev.usher.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns failures into answers; nothing else writes an error response. Outside the facade they are problem documents
 * (RFC 9457) that Backendless clients can read too. Called on the event loop of the exchange.
 */
public final class Rescue {

    private static final Logger LOG = LoggerFactory.getLogger(Rescue.class);
    private static final long DRAINED_BODY_BYTES = 64 * 1024;
    private static final long LINGER_MILLIS = 1_000;

    private final Vertx vertx;

    public Rescue(Vertx vertx) {
        this.vertx = vertx;
    }

    public void answer(Exchange exchange, Throwable cause) {
        GatewayFailure failure = cause instanceof GatewayFailure known ? known : new GatewayFailure.Internal(cause);
        log(exchange, failure);
        HttpServerResponse response = exchange.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
            return;
        }
        boolean close = endsConnection(exchange.request(), failure);
        if (close) {
            // what follows on this connection may be part of what was refused; nothing of it is handled any more
            exchange.request().connection().shutdown(LINGER_MILLIS, TimeUnit.MILLISECONDS);
        }
        writeHead(exchange, failure, close);
        end(exchange.request(), problem(exchange, failure), close);
    }

    private static void log(Exchange exchange, GatewayFailure failure) {
        if (failure instanceof GatewayFailure.Internal) {
            LOG.error("{} failed", exchange.id(), failure.getCause());
        } else if (failure.status() >= 500) {
            LOG.warn("{} {} {}: {}", exchange.id(), failure.status(), failure.code(), reason(failure));
        } else {
            LOG.debug("{} {} {}: {}", exchange.id(), failure.status(), failure.code(), reason(failure));
        }
    }

    private static String reason(GatewayFailure failure) {
        return failure.getCause() == null ? failure.text() : failure.getCause().toString();
    }

    private static void writeHead(Exchange exchange, GatewayFailure failure, boolean close) {
        HttpServerResponse response = exchange.response().setStatusCode(failure.status());
        response.headers().clear();
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("x-request-id", exchange.id());
        if (failure.status() == 401) {
            response.putHeader("www-authenticate", "Bearer");
        }
        if (failure instanceof GatewayFailure.MethodNotAllowed wrong) {
            response.putHeader(HttpHeaders.ALLOW, wrong.allow());
        }
        Duration retryAfter = failure.retryAfter();
        if (retryAfter != null) {
            response.putHeader("retry-after", String.valueOf(Math.max(1, retryAfter.toSeconds())));
        }
        if (close) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    private static JsonObject problem(Exchange exchange, GatewayFailure failure) {
        JsonObject problem = new JsonObject()
                .put("type", "about:blank")
                .put(
                        "title",
                        io.netty.handler.codec.http.HttpResponseStatus.valueOf(failure.status())
                                .reasonPhrase())
                .put("status", failure.status())
                .put("detail", failure.text())
                .put("instance", exchange.id());
        return problem.put("code", failure.code()).put("message", failure.text());
    }

    /** An unread body stands between this answer and the next request: a short one is read away, a long one is not. */
    private static boolean endsConnection(HttpServerRequest request, GatewayFailure failure) {
        if (request.version() == HttpVersion.HTTP_2) {
            return false;
        }
        return failure instanceof GatewayFailure.BadRequest
                || failure instanceof GatewayFailure.Draining
                || !request.isEnded() && !hasShortBody(request);
    }

    private static boolean hasShortBody(HttpServerRequest request) {
        if (request.headers().contains(HttpHeaders.EXPECT)) {
            return false;
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return !request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        }
        return length.length() < 10 && Long.parseLong(length) <= DRAINED_BODY_BYTES;
    }

    private void end(HttpServerRequest request, JsonObject problem, boolean close) {
        HttpServerResponse response = request.response();
        var body = problem.toBuffer();
        response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
        var written = request.method().equals(HttpMethod.HEAD) ? response.end() : response.end(body);
        if (!request.isEnded()) {
            discard(request);
        }
        if (close) {
            written.onComplete(done -> linger(request));
        }
    }

    private static void discard(HttpServerRequest request) {
        request.handler(chunk -> {}).exceptionHandler(gone -> {}).resume();
    }

    /** Closing at once would reset the connection under a client that still writes, and lose the answer. */
    private void linger(HttpServerRequest request) {
        if (request.isEnded()) {
            request.connection().close();
        } else {
            vertx.setTimer(LINGER_MILLIS, timer -> request.connection().close());
        }
    }
}
