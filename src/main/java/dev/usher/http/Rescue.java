package dev.usher.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns failures into answers; nothing else writes an error response. Outside the facade they are problem documents
 * (RFC 9457) that Backendless clients can read too, inside they are Backendless's own. Called on the event loop of the
 * exchange.
 */
public final class Rescue {

    private static final Logger LOG = LoggerFactory.getLogger(Rescue.class);
    private static final String LINE = "{} {} {}: {}";
    private static final long INTERNAL_ERROR = 0x2;

    private final Parting parting;
    private final BiConsumer<Exchange, GatewayFailure> beforehand;
    private final Seldom defects = new Seldom();
    private final Seldom outages = new Seldom();

    /** @param beforehand sees a failure before it is answered, and may say more in the answer by the exchange */
    public Rescue(Parting parting, BiConsumer<Exchange, GatewayFailure> beforehand) {
        this.parting = parting;
        this.beforehand = beforehand;
    }

    /** Runs a step of a request: whatever it throws, the request is answered. */
    public void guard(Exchange exchange, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error failure) {
            answer(exchange, failure);
        }
    }

    /** The same for a step that needs what is not known yet, and may never be. */
    public <T> void guard(Exchange exchange, Future<T> asked, Consumer<T> step) {
        asked.onSuccess(known -> guard(exchange, () -> step.accept(known)))
                .onFailure(failure -> answer(exchange, failure));
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
            breakOff(exchange.request(), failure);
            return;
        }
        boolean last = switch (failure) {
            case GatewayFailure.BadRequest _, GatewayFailure.HeadTooLong _, GatewayFailure.BodyTooSlow _ -> true;
            default -> false;
        };
        // of whoever asks about a request, any 200 is a permit
        if (GrpcAnswer.isFor(exchange.request()) && !exchange.isCheck()) {
            GrpcAnswer.writeHead(exchange, failure);
            // the status that is sent would look like a success in the log
            exchange.brokeOff(failure.status());
            parting.ending(exchange.request(), last, response::end);
            return;
        }
        beforehand.accept(exchange, failure);
        writeHead(exchange, failure);
        Buffer body = body(exchange, failure);
        parting.ending(exchange.request(), last, () -> end(exchange.request(), body));
    }

    private static Buffer body(Exchange exchange, GatewayFailure failure) {
        if (exchange.speaksBackendless() && !exchange.isCheck()) {
            exchange.response()
                    .setStatusCode(BackendlessAnswer.status(failure))
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
            return BackendlessAnswer.body(failure);
        }
        Page page = exchange.pageOf(failure);
        if (page == null) {
            return problem(exchange, failure).toBuffer();
        }
        page.describe(exchange.response().headers());
        return Buffer.buffer(page.html());
    }

    /** What was said must not look complete; gRPC has words for that, unless its client does not listen. */
    private void breakOff(HttpServerRequest request, GatewayFailure failure) {
        HttpServerResponse response = request.response();
        if (GrpcAnswer.isFor(request) && !response.writeQueueFull()) {
            GrpcAnswer.writeStatus(response.trailers(), failure);
            parting.after(response.end(), request);
        } else {
            response.reset(INTERNAL_ERROR);
        }
    }

    /**
     * Clients can have as many refusals as they like, and that nobody knows is said where the user server was asked;
     * what was not forwarded, where it was decided that a service is to be spared.
     */
    private void log(Exchange exchange, GatewayFailure failure) {
        if (failure instanceof GatewayFailure.Internal) {
            Throwable thrown = Objects.requireNonNull(failure.getCause());
            defects.say(more -> LOG.error("{} failed: {}{}", exchange.id(), Defect.describe(thrown), more));
        } else if (failure instanceof ServiceFailed asked && !asked.isSpared()) {
            outages.say(more ->
                    LOG.warn(LINE + "{}", exchange.id(), failure.status(), failure.code(), reason(failure), more));
        } else {
            LOG.debug(LINE, exchange.id(), failure.status(), failure.code(), reason(failure));
        }
    }

    /**
     * Why, in words for the log. What a service or a client sent may be quoted in those of a codec's failure; they are
     * not kept.
     */
    public static String reason(GatewayFailure failure) {
        Throwable cause = failure.getCause();
        return switch (cause) {
            case null -> failure.text();
            case IOException io -> io.toString();
            case IllegalStateException ours -> String.valueOf(ours.getMessage());
            default -> cause.getClass().getName();
        };
    }

    private static void writeHead(Exchange exchange, GatewayFailure failure) {
        HttpServerResponse response = exchange.response().setStatusCode(status(exchange, failure));
        response.headers().clear();
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("x-request-id", exchange.id());
        if (failure.status() == 401 && !exchange.speaksBackendless()) {
            response.putHeader("www-authenticate", "Bearer");
        }
        if (failure instanceof GatewayFailure.MethodNotAllowed wrong) {
            response.putHeader(HttpHeaders.ALLOW, wrong.allow());
        }
        if (failure instanceof GatewayFailure.WebSocketVersion wrong) {
            // RFC 9110 section 15.5.22
            response.putHeader(HttpHeaders.UPGRADE, "websocket")
                    .putHeader(HttpHeaders.CONNECTION, "Upgrade")
                    .putHeader("sec-websocket-version", wrong.supported());
        }
        Duration retryAfter = failure.retryAfter();
        if (retryAfter != null) {
            // rounded up: who comes back at that second must not come too early
            long seconds = retryAfter.plusNanos(999_999_999).toSeconds();
            response.putHeader("retry-after", String.valueOf(Math.max(1, seconds)));
        }
        exchange.writeOwnFields(response.headers());
    }

    /** Proxies know no other refusals than 401 and 403, whatever is wrong: of 431, say, nginx would make a 500. */
    private static int status(Exchange exchange, GatewayFailure failure) {
        int status = failure.status();
        boolean isSaidAsItIs = !exchange.isCheck() || status == 401 || status == 429 || status >= 500;
        return isSaidAsItIs ? status : 403;
    }

    private static JsonObject problem(Exchange exchange, GatewayFailure failure) {
        int status = status(exchange, failure);
        JsonObject problem = new JsonObject()
                .put("type", "about:blank")
                .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("status", status)
                .put("detail", failure.text())
                .put("instance", exchange.id());
        return problem.put("code", failure.code()).put("message", failure.text());
    }

    private static Future<Void> end(HttpServerRequest request, Buffer body) {
        HttpServerResponse response =
                request.response().putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
        return request.method().equals(HttpMethod.HEAD) ? response.end() : response.end(body);
    }
}
