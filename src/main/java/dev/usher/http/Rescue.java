package dev.usher.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns failures into answers; nothing else writes an error response. Outside the facade they are problem documents
 * (RFC 9457) that Backendless clients can read too. Called on the event loop of the exchange.
 */
public final class Rescue {

    private static final Logger LOG = LoggerFactory.getLogger(Rescue.class);
    private static final int DRAINED_BODY_BYTES = 64 * 1024;
    private static final long INTERNAL_ERROR = 0x2;

    private final Parting parting;

    public Rescue(Parting parting) {
        this.parting = parting;
    }

    public void answer(Exchange exchange, Throwable cause) {
        GatewayFailure failure = cause instanceof GatewayFailure known ? known : new GatewayFailure.Internal(cause);
        log(exchange, failure);
        HttpServerResponse response = exchange.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            exchange.brokeOff(failure.status());
            response.reset(INTERNAL_ERROR);
            return;
        }
        boolean close = endsConnection(exchange.request(), failure);
        if (close) {
            Parting.handleNothingMore(exchange.request());
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
        if (close && exchange.request().version() != HttpVersion.HTTP_2) {
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
        boolean unread = !request.isEnded() && !hasShortBody(request);
        return request.version() == HttpVersion.HTTP_2
                ? unread
                : unread
                        || failure instanceof GatewayFailure.BadRequest
                        || failure instanceof GatewayFailure.BodyTooSlow;
    }

    private static boolean hasShortBody(HttpServerRequest request) {
        if (request.headers().contains(HttpHeaders.EXPECT)) {
            return false;
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return request.version() != HttpVersion.HTTP_2
                    && !request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        }
        // of a request that was refused for its length, this is anything
        return length.matches("[0-9]{1,9}") && Integer.parseInt(length) <= DRAINED_BODY_BYTES;
    }

    private void end(HttpServerRequest request, JsonObject problem, boolean close) {
        HttpServerResponse response = request.response();
        var body = problem.toBuffer();
        response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
        var written = request.method().equals(HttpMethod.HEAD) ? response.end() : response.end(body);
        if (close) {
            parting.after(written, request);
        } else if (!request.isEnded()) {
            parting.readAway(request);
        }
    }
}
