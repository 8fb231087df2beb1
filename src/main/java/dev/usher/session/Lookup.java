package dev.usher.session;

import io.vertx.core.Future;

/** What looking a token up came to: a caller at once, or a question to the user server. */
public sealed interface Lookup permits Caller, Lookup.Asking {

    /** For whom a future costs nothing; requests that are forwarded look at once whether there is a caller. */
    Future<Caller> caller();

    /**
     * The user server is being asked.
     *
     * @param caller completes on the context that looked up; fails with a {@code GatewayFailure} when nobody can know
     */
    record Asking(Future<Caller> caller) implements Lookup {}
}
