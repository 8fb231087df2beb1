package dev.usher.userserver;

import dev.usher.http.AddressGroup;
import dev.usher.http.CannotKnow;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** One call's turn, which may have to wait. Whoever waits hears on its own context that it has come, or does not. */
final class Turn {

    private final Call call;
    private final AddressGroup address;
    private final int era;
    private final long sinceNanos;
    private final Context context;
    private Urgency urgency;
    private final Promise<Turn> promise = Promise.promise();

    /** @param era of the breaker that let it in */
    Turn(Call call, int era, long nowNanos, Context context) {
        this.call = call;
        this.address = call.asker().address();
        this.urgency = call.urgency();
        this.era = era;
        this.sinceNanos = nowNanos;
        this.context = context;
    }

    Call call() {
        return call;
    }

    AddressGroup address() {
        return address;
    }

    Urgency urgency() {
        return urgency;
    }

    /** The same call, for somebody who is in more of a hurry. */
    void raise(Urgency more) {
        urgency = more;
    }

    int era() {
        return era;
    }

    long sinceNanos() {
        return sinceNanos;
    }

    Future<Turn> coming() {
        return promise.future();
    }

    void comes() {
        context.runOnContext(v -> promise.complete(this));
    }

    void fails(CannotKnow why) {
        context.runOnContext(v -> promise.fail(why));
    }
}
