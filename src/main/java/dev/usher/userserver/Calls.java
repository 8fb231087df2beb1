package dev.usher.userserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.usher.config.CustomSettings.TokenField;
import dev.usher.config.UserServerSettings;
import dev.usher.http.CannotKnow;
import dev.usher.http.GatewayFailure;
import dev.usher.http.OnHeap;
import dev.usher.http.StrictJson;
import dev.usher.observe.Metrics;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.impl.HttpClientConnection;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends one call and tells apart how it can fail to be answered. Owns the connections to the user server of one event
 * loop.
 */
public final class Calls implements AutoCloseable {

    private static final int MAX_ANSWER_BYTES = 1024 * 1024;

    /** Shorter than what servers keep idle connections for, so that a call seldom meets one that is just closing. */
    private static final int KEEP_ALIVE_SECONDS = 10;

    private final Vertx vertx;
    private final Turnstile turnstile;
    private final WebClient client;
    private final String root;
    private final TokenField tokenField;
    private final long timeoutMillis;
    private final Metrics metrics;
    private final Reachability reachability;
    private final InstantSource clock;

    public Calls(
            Vertx vertx,
            UserServerSettings settings,
            Turnstile turnstile,
            Metrics metrics,
            Reachability reachability,
            InstantSource clock) {
        this.vertx = vertx;
        this.turnstile = turnstile;
        this.root = settings.url().toString();
        this.tokenField = settings.tokenField();
        this.timeoutMillis = settings.timeout().toMillis();
        this.metrics = metrics;
        this.reachability = reachability;
        this.clock = clock;
        HttpClientOptions options = new HttpClientOptions();
        options.setConnectTimeout((int) Math.min(timeoutMillis, Integer.MAX_VALUE))
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setReadIdleTimeout((int) settings.timeout().plusSeconds(1).toSeconds())
                .setVerifyHost(true);
        this.client = WebClient.wrap(
                vertx.httpClientBuilder()
                        .with(options)
                        .with(new PoolOptions()
                                .setHttp1MaxSize(settings.budget().concurrent()))
                        .withConnectHandler(this::watch)
                        .build(),
                new WebClientOptions().setUserAgentEnabled(false).setFollowRedirects(false));
    }

    private void watch(HttpConnection connection) {
        metrics.userServerConnections(1);
        // an answer that is too long is paused and never goes on
        OnHeap.beforeVertx(
                ((HttpClientConnection) connection).channelHandlerContext().pipeline());
        connection.closeHandler(v -> metrics.userServerConnections(-1));
        // the call fails with it too; unhandled, Vert.x logs what could not be read, which may hold a token
        connection.exceptionHandler(broken -> {});
    }

    /** Percent-encodes text as one path segment. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace(".", "%2E");
    }

    /**
     * Sends a call once, when its turn has come.
     *
     * @param meaning what its answer says, or a {@link GatewayFailure}; not asked when there is no answer
     */
    <T> Future<T> ask(Call call, Function<Answer, Future<T>> meaning) {
        return turnstile
                .enter(call, vertx.getOrCreateContext())
                // composed from nothing, so that whatever throws gives back its place too
                .compose(turn -> Future.succeededFuture(call)
                        .compose(this::send)
                        .compose(answer -> meant(answer, meaning))
                        .onComplete(outcome -> {
                            turnstile.leave(turn, outcome.cause());
                            count(call.operation(), outcome);
                        }));
    }

    private <T> Future<T> meant(Answer answer, Function<Answer, Future<T>> meaning) {
        Future<T> meant = answer.isThrottled()
                ? Future.failedFuture(CannotKnow.throttled(answer.retryAfter()))
                : meaning.apply(answer);
        Duration pause = answer.pause();
        if (pause != null && meant.cause() instanceof CannotKnow) {
            turnstile.pause(answer.operation(), pause);
        }
        return meant;
    }

    private Future<Answer> send(Call call) {
        BoundedBody answer = new BoundedBody(MAX_ANSWER_BYTES);
        HttpRequest<Buffer> request = client.requestAbs(call.method(), root + call.path())
                .as(answer)
                .timeout(timeoutMillis)
                .connectTimeout(timeoutMillis)
                .putHeader("accept", "application/json");
        if (call.token() != null) {
            request.putHeader(
                    tokenField.name(), tokenField.prefix() + call.token().value());
        }
        metrics.calling(1);
        return whole(transmit(request, call.body()).timeout(timeoutMillis, TimeUnit.MILLISECONDS), answer)
                .onComplete(ended -> metrics.calling(-1))
                .onFailure(broken -> answer.giveUp())
                .transform(sent -> sent.succeeded()
                        ? Future.succeededFuture(received(call.operation(), sent.result()))
                        : Future.failedFuture(unanswered(call.operation(), sent.cause())));
    }

    private void count(Operation operation, AsyncResult<?> outcome) {
        metrics.userServerCall(operation.label(), outcomeLabel(outcome));
        if (outcome.failed() && outcome.cause() instanceof CannotKnow why) {
            reachability.failed(operation, why);
        } else {
            reachability.answered();
        }
    }

    private static Future<HttpResponse<Buffer>> transmit(HttpRequest<Buffer> request, @Nullable JsonNode body) {
        return body == null
                ? request.send()
                : request.putHeader("content-type", "application/json")
                        .sendBuffer(Buffer.buffer(StrictJson.write(body)));
    }

    /** A body that breaks its limit does not end, so its failure is not the response's. */
    private static Future<HttpResponse<Buffer>> whole(Future<HttpResponse<Buffer>> response, BoundedBody body) {
        Promise<HttpResponse<Buffer>> first = Promise.promise();
        response.onSuccess(first::tryComplete).onFailure(first::tryFail);
        body.result().onFailure(first::tryFail);
        return first.future();
    }

    private Answer received(Operation operation, HttpResponse<Buffer> response) {
        return new Answer(
                operation,
                response.statusCode(),
                json(response.body()),
                RetryAfter.read(response.getHeader("retry-after"), clock.instant()));
    }

    private static @Nullable JsonNode json(@Nullable Buffer body) {
        if (body == null || body.length() == 0) {
            return MissingNode.getInstance();
        }
        try {
            return StrictJson.parse(body.getBytes());
        } catch (IOException e) {
            // an answer that is no JSON is one of the answers that mean nothing; its operation decides
            return null;
        }
    }

    /** Vert.x's words for a failure can quote the URI or the answer, and either can hold a token: they are not kept. */
    private static GatewayFailure unanswered(Operation operation, Throwable cause) {
        return switch (cause) {
            case GatewayFailure failure -> failure;
            case BoundedBody.TooLong broken -> CannotKnow.nonsense(String.valueOf(broken));
            case ConnectTimeoutException late -> CannotKnow.slow(late);
            case TimeoutException _ -> CannotKnow.slow(new TimeoutException(operation.label()));
            case IOException broken -> CannotKnow.unreachable(broken);
            case VertxException broken -> CannotKnow.unreachable(broken);
            default -> CannotKnow.nonsense(operation.label() + " answered what is no HTTP");
        };
    }

    private static String outcomeLabel(AsyncResult<?> outcome) {
        if (outcome.succeeded()) {
            return "ok";
        }
        return switch (outcome.cause()) {
            case GatewayFailure.RefusedByUserServer _, GatewayFailure.Unauthenticated _ -> "refused";
            case CannotKnow unknown when unknown.status() == 504 -> "timeout";
            case CannotKnow unknown when unknown.status() == 502 -> "nonsense";
            case CannotKnow unknown when unknown.status() == 429 -> "throttled";
            default -> "unavailable";
        };
    }

    @Override
    public void close() {
        client.close();
    }
}
