package dev.usher.userserver;

import dev.usher.http.CannotKnow;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** A place in the {@link Line}. Whoever waits hears on its own context that its turn has come, or that it does not. */
final class Turn {

    private final Urgency urgency;
    private final long sinceNanos;
    private final Context context;
    private final Promise<Void> promise = Promise.promise();

    Turn(Urgency urgency, long nowNanos, Context context) {
        this.urgency = urgency;
        this.sinceNanos = nowNanos;
        this.context = context;
    }

    boolean isFirst() {
        return urgency == Urgency.FIRST;
    }

    long sinceNanos() {
        return sinceNanos;
    }

    Future<Void> come() {
        return promise.future();
    }

    void comes() {
        context.runOnContext(v -> promise.complete());
    }

    void fails(CannotKnow why) {
        context.runOnContext(v -> promise.fail(why));
    }
}
