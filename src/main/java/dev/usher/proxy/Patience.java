package dev.usher.proxy;

import dev.usher.config.RouteDefinition.Timeouts;
import org.jspecify.annotations.Nullable;

/** How long one request may take: each phase its longest silence, and all of it its total. Belongs to one relay. */
final class Patience {

    private final Timeouts limits;
    private final Watchdog silence;
    private final @Nullable Watchdog total;

    /**
     * @param silent runs when a phase was silent for too long
     * @param overdue runs when all of it took too long
     */
    Patience(Watchdogs pack, Timeouts limits, Runnable silent, Runnable overdue) {
        this.limits = limits;
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
