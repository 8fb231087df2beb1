package dev.usher.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Takes leave of a client that may still be sending its body when it has its answer. Closing at once would reset the
 * connection under it and lose the answer; how long to read on is not the client's to decide.
 */
public final class Parting {

    private static final long LINGER_MILLIS = 1_000;
    private static final int SHORT_BODY_BYTES = 64 * 1024;

    private final Vertx vertx;

    public Parting(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Ends an answer whose request may not have been read: a short body is read away, for a long one the connection or
     * the stream ends.
     *
     * @param last nothing that follows on this HTTP/1 connection is to be handled, since it may be part of what was
     *     refused
     * @param end ends the answer
     */
    public void ending(HttpServerRequest request, boolean last, Supplier<Future<Void>> end) {
        boolean isStream = Exchange.isStream(request);
        boolean leaves = last && !isStream || !request.isEnded() && !hasShortBody(request);
        if (leaves && !isStream) {
            request.connection().shutdown(LINGER_MILLIS, TimeUnit.MILLISECONDS);
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        Future<Void> written = end.get();
        if (leaves) {
            after(written, request);
        } else if (!request.isEnded()) {
            readAway(request);
        }
    }

    /** Ends what carries the request, its connection or on HTTP/2 and HTTP/3 its stream, once the answer is written. */
    public void after(Future<Void> written, HttpServerRequest request) {
        if (!request.isEnded()) {
            discard(request);
        }
        written.onComplete(done -> {
            if (Exchange.isStream(request)) {
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

    /** So that the connection can go on; with a body that takes too long it cannot. */
    private void readAway(HttpServerRequest request) {
        discard(request);
        long timer = whenLate(request);
        request.endHandler(read -> vertx.cancelTimer(timer));
    }

    private static boolean hasShortBody(HttpServerRequest request) {
        if (request.headers().contains(HttpHeaders.EXPECT)) {
            return false;
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return !Exchange.isStream(request) && !request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        }
        // of a request that was refused for its length, this is anything
        return length.matches("[0-9]{1,9}") && Integer.parseInt(length) <= SHORT_BODY_BYTES;
    }

    private static void discard(HttpServerRequest request) {
        request.handler(chunk -> {}).exceptionHandler(gone -> {}).resume();
    }

    private long whenLate(HttpServerRequest request) {
        return vertx.setTimer(LINGER_MILLIS, late -> cut(request));
    }

    private static void cut(HttpServerRequest request) {
        if (!Exchange.isStream(request)) {
            request.connection().close();
        } else if (!request.isEnded()) {
            request.response().reset();
        }
    }
}
