package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a request has been tried and whether it may be tried again. Belongs to one relay. */
final class Attempts {

    /** A request is sent so often at most, whatever is allowed otherwise. */
    private static final int MOST_SENDS = 3;

    private final Targets targets;
    private final int allowedRetries;
    private @Nullable Member current;
    private long tried;
    private int retries;
    private int sends;
    private boolean metStale;

    Attempts(Targets targets, int allowedRetries) {
        this.targets = targets;
        this.allowedRetries = allowedRetries;
    }

    /** Begins one at a target that was not tried yet, if there is such; none when all are unhealthy. */
    @Nullable
    Member next(Exchange exchange, Forward permit) {
        if (tried == 0) {
            targets.budget().earn();
        }
        Member chosen = targets.choose(exchange, permit, tried);
        return chosen == null ? null : begin(chosen);
    }

    /** Begins another one at the same target. */
    Member again() {
        Member same = Objects.requireNonNull(current);
        end();
        return begin(same);
    }

    private Member begin(Member chosen) {
        current = chosen;
        tried |= chosen.bit();
        chosen.began();
        return chosen;
    }

    boolean isRetry() {
        return retries > 0;
    }

    void sent() {
        sends++;
    }

    /** After a connection did not come: no byte was sent, so any request may go elsewhere, if only there is room. */
    boolean mayGoElsewhere(Throwable failure) {
        if (failure instanceof ConnectionPoolTooBusyException || failure instanceof GatewayFailure) {
            return false;
        }
        failed();
        return targets.hasOther(tried) && mayRetry();
    }

    enum Repeat {
        NOT,
        /** At the same target, and nobody's fault. */
        ON_FRESH_CONNECTION,
        AS_ANOTHER
    }

    /**
     * After the service broke off before its answer.
     *
     * @param untouched nothing of the request can have been processed
     * @param harmless sending it twice is possible and does no harm
     */
    Repeat afterBreak(Throwable failure, @Nullable ServiceConnection connection, boolean untouched, boolean harmless) {
        boolean closed = RetryRule.wasClosed(failure);
        boolean repeatable = untouched || closed && harmless && sends < MOST_SENDS;
        boolean stale = closed && wasStale(connection);
        if (stale && repeatable) {
            return Repeat.ON_FRESH_CONNECTION;
        }
        if (!stale) {
            failed();
        }
        return repeatable && mayRetry() ? Repeat.AS_ANOTHER : Repeat.NOT;
    }

    /**
     * Whether that the connection closed says nothing about the target: the first time, a kept connection was most
     * likely closed just when it was taken.
     */
    private boolean wasStale(@Nullable ServiceConnection connection) {
        boolean stale = !metStale && connection != null && connection.wasKept();
        metStale |= stale;
        return stale;
    }

    /** Whether one more is left, and paid for; then this one has ended. */
    private boolean mayRetry() {
        if (retries == allowedRetries || !targets.budget().spend()) {
            return false;
        }
        retries++;
        end();
        return true;
    }

    void answered() {
        if (current != null) {
            current.standing().answered();
        }
    }

    /** It is the target's fault. */
    void failed() {
        if (current != null) {
            current.standing().failed();
        }
    }

    void end() {
        if (current != null) {
            current.ended();
            current = null;
        }
    }
}
