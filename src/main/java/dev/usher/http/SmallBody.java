package dev.usher.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;

/**
 * Reads a body that the gateway itself takes: bounded in bytes, and in time as a whole, since idle timeouts alone let
 * one octet a second go on for ever. Called on the event loop.
 */
public final class SmallBody {

    private final Vertx vertx;
    private final int maxBytes;
    private final Duration deadline;

    public SmallBody(Vertx vertx, int maxBytes, Duration deadline) {
        this.vertx = vertx;
        this.maxBytes = maxBytes;
        this.deadline = deadline;
    }

    /**
     * Fails with {@link GatewayFailure.BodyTooLarge} or {@link GatewayFailure.BodyTooSlow}, and with {@link
     * GatewayFailure.BadRequest} when the client breaks off.
     */
    public Future<Buffer> read(HttpServerRequest request) {
        String announced = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (announced != null && Long.parseLong(announced) > maxBytes) {
            return Future.failedFuture(new GatewayFailure.BodyTooLarge(maxBytes));
        }
        if (request.version() != HttpVersion.HTTP_1_0 && request.headers().contains(HttpHeaders.EXPECT)) {
            request.response().writeContinue();
        }
        Promise<Buffer> whole = Promise.promise();
        Buffer collected = Buffer.buffer();
        long timer = vertx.setTimer(deadline.toMillis(), late -> whole.tryFail(new GatewayFailure.BodyTooSlow()));
        request.exceptionHandler(broken -> whole.tryFail(
                new GatewayFailure.BadRequest("the body broke off or is not framed as HTTP has it", broken)));
        request.endHandler(v -> whole.tryComplete(collected));
        request.handler(chunk -> {
            if (collected.length() + chunk.length() > maxBytes) {
                whole.tryFail(new GatewayFailure.BodyTooLarge(maxBytes));
            } else if (!whole.future().isComplete()) {
                collected.appendBuffer(chunk);
            }
        });
        request.resume();
        return whole.future().onComplete(done -> vertx.cancelTimer(timer));
    }
}
