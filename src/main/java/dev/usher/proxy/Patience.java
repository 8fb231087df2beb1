package dev.usher.proxy;

import dev.usher.config.RouteDefinition.Timeouts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long one request may take: each phase its longest silence, and all of it its total. Belongs to one relay. */
final class Patience {

    private final Timeouts limits;
    private final Duration bodyIdle;
    private final Watchdog silence;
    private final @Nullable Watchdog total;
    private boolean readerIsSlow;

    /**
     * @param bodyIdle the longest silence of the client's body, where no shorter one is among the limits
     * @param silent runs when a phase was silent for too long
     * @param overdue runs when all of it took too long
     */
    Patience(Watchdogs pack, Timeouts limits, Duration bodyIdle, Runnable silent, Runnable overdue) {
        this.limits = limits;
        this.bodyIdle = bodyIdle.compareTo(limits.idle()) < 0 ? bodyIdle : limits.idle();
        this.silence = new Watchdog(pack, silent);
        this.total = limits.total() == null ? null : new Watchdog(pack, overdue);
    }

    void start() {
        if (total != null && limits.total() != null) {
            total.watch(limits.total());
        }
    }

    /** The service is expected to say something. */
    void awaitAnswer() {
        silence.watch(limits.response());
    }

    /** The client is expected to say more of its body. */
    void awaitBody() {
        readerIsSlow = false;
        silence.watch(bodyIdle);
    }

    /** It is the service that does not read on, which may take the rest of what a body may; says if there is one. */
    boolean awaitReader() {
        Duration rest = readerIsSlow ? Duration.ZERO : limits.idle().minus(bodyIdle);
        readerIsSlow = true;
        silence.watch(rest);
        return rest.isPositive();
    }

    /** A body is on its way, up or down. */
    void awaitProgress() {
        silence.watch(limits.idle());
    }

    void touch() {
        silence.touch();
    }

    /** Nothing is expected for now. */
    void rest() {
        silence.stop();
    }

    void stop() {
        silence.stop();
        if (total != null) {
            total.stop();
        }
    }
}
