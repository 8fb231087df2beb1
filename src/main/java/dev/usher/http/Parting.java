package dev.usher.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;

/**
 * Takes leave of a client that may still be sending its body when it has its answer. Closing at once would reset the
 * connection under it and lose the answer; how long to read on is not the client's to decide.
 */
public final class Parting {

    private static final long LINGER_MILLIS = 1_000;

    private final Vertx vertx;

    public Parting(Vertx vertx) {
        this.vertx = vertx;
    }

    /** What follows on the connection may be part of what was refused; HTTP/2 keeps its streams apart. */
    public static void handleNothingMore(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            request.connection().shutdown(LINGER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Ends what carries the request, its connection or on HTTP/2 its stream, once the answer is written. */
    public void after(Future<Void> written, HttpServerRequest request) {
        if (!request.isEnded()) {
            discard(request);
        }
        written.onComplete(done -> {
            if (request.version() == HttpVersion.HTTP_2) {
                // RFC 9113 section 8.1; a turn later, since the end of a request without body follows its head
                vertx.runOnContext(v -> cut(request));
            } else if (request.isEnded()) {
                request.connection().close();
            } else {
                long timer = whenLate(request);
                request.endHandler(read -> {
                    vertx.cancelTimer(timer);
                    request.connection().close();
                });
            }
        });
    }

    /** Lets go of what is left of a body, so that its connection can go on; with one that takes too long it cannot. */
    public void readAway(HttpServerRequest request) {
        discard(request);
        long timer = whenLate(request);
        request.endHandler(read -> vertx.cancelTimer(timer));
    }

    private static void discard(HttpServerRequest request) {
        request.handler(chunk -> {}).exceptionHandler(gone -> {}).resume();
    }

    private long whenLate(HttpServerRequest request) {
        return vertx.setTimer(LINGER_MILLIS, late -> cut(request));
    }

    private static void cut(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            request.connection().close();
        } else if (!request.isEnded()) {
            request.response().reset();
        }
    }
}
