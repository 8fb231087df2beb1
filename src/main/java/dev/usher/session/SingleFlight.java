package dev.usher.session;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * One question at a time per token, however many ask and on whichever event loop. Whoever asks first carries the
 * question; every caller gets its answer on its own context, and one that goes away takes nothing from the others.
 */
final class SingleFlight {

    private final ConcurrentMap<TokenHash, Flight> flights = new ConcurrentHashMap<>();

    /** One question under way. */
    static final class Flight {
        private final Promise<Caller> answer = Promise.promise();
        private volatile boolean overtaken;

        /** Whether the token was found dead after this was asked: a "valid" would tell of a time before. */
        boolean isOvertaken() {
            return overtaken;
        }
    }

    Future<Caller> join(Vertx vertx, TokenHash hash, Function<Flight, Future<Caller>> question) {
        Flight own = new Flight();
        Flight running = flights.putIfAbsent(hash, own);
        if (running == null) {
            running = own;
            // composed, so that a question that throws fails its flight instead of leaving all who join it waiting
            Future.succeededFuture().compose(v -> question.apply(own)).onComplete(answer -> {
                flights.remove(hash, own);
                own.answer.handle(answer);
            });
        }
        return onOwnContext(vertx, running.answer.future());
    }

    /** Whether somebody is asking about a token right now. */
    boolean isRunning(TokenHash hash) {
        return flights.containsKey(hash);
    }

    /** A token was found dead: what is asked about it right now is answered already. */
    void overtake(TokenHash hash) {
        Flight running = flights.get(hash);
        if (running != null) {
            running.overtaken = true;
        }
    }

    private static <T> Future<T> onOwnContext(Vertx vertx, Future<T> elsewhere) {
        Context own = vertx.getOrCreateContext();
        Promise<T> here = Promise.promise();
        elsewhere.onComplete(answer -> own.runOnContext(v -> here.handle(answer)));
        return here.future();
    }
}
