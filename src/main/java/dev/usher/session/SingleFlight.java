package dev.usher.session;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * One question at a time per token, however many ask and on whichever event loop. Whoever asks first carries the
 * question; every caller gets its answer on its own context, and one that goes away takes nothing from the others.
 */
final class SingleFlight {

    private final ConcurrentMap<TokenHash, Promise<Caller>> flights = new ConcurrentHashMap<>();

    Future<Caller> join(Vertx vertx, TokenHash hash, Supplier<Future<Caller>> question) {
        Promise<Caller> own = Promise.promise();
        Promise<Caller> running = flights.putIfAbsent(hash, own);
        if (running == null) {
            running = own;
            // composed, so that a question that throws fails its flight instead of leaving all who join it waiting
            Future.succeededFuture().compose(v -> question.get()).onComplete(answer -> {
                flights.remove(hash, own);
                own.handle(answer);
            });
        }
        return onOwnContext(vertx, running.future());
    }

    /** Whether somebody is asking about a token right now. */
    boolean isRunning(TokenHash hash) {
        return flights.containsKey(hash);
    }

    private static <T> Future<T> onOwnContext(Vertx vertx, Future<T> elsewhere) {
        Context own = vertx.getOrCreateContext();
        Promise<T> here = Promise.promise();
        elsewhere.onComplete(answer -> own.runOnContext(v -> here.handle(answer)));
        return here.future();
    }
}
