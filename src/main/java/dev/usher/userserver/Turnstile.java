package dev.usher.userserver;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.config.UserServerSettings.Budget;
import dev.usher.http.CannotKnow;
import dev.usher.observe.Metrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * Lets the calls of all event loops through to the user server: so many at once, so many in any second, the urgent
 * first. What cannot pass waits in a {@link Line} for a while, and then fails with {@link CannotKnow}. Safe from every
 * thread; a lock is held for a few steps and never while a call is under way.
 */
public final class Turnstile {

    /** Room that comes with time alone, and waits that are over, are noticed this late at most. */
    private static final long LOOK_EVERY_MILLIS = 5;

    private final Vertx vertx;
    private final Context own;
    private final Metrics metrics;
    private final Ticker ticker;
    private final Line line;
    private final Pace pace;
    private int free;
    private boolean looking;

    /** @param ticker the time that waits and seconds are measured by */
    public Turnstile(Vertx vertx, Budget budget, Metrics metrics, Ticker ticker) {
        this.vertx = vertx;
        this.own = vertx.getOrCreateContext();
        this.metrics = metrics;
        this.ticker = ticker;
        this.line = new Line(budget.waiting(), budget.longestWait());
        this.pace = new Pace(budget.perSecond(), ticker.read());
        this.free = budget.concurrent();
        metrics.gauge("usher.userserver.calls.waiting", "Calls that wait for their turn", this::waiting);
    }

    private synchronized int waiting() {
        return line.size();
    }

    /**
     * Takes a place for one call, which the caller gives back with {@link #leave}. Completes at once where there is
     * room, and else on the caller's context.
     */
    synchronized Future<Void> enter(Urgency urgency, Asker asker, Context context) {
        look();
        long now = ticker.read();
        if (hasRoom(now)) {
            pass(now);
            return Future.succeededFuture();
        }
        if (urgency == Urgency.SPARE) {
            return Future.failedFuture(refusal("spare"));
        }
        if (line.isFull() && !makesRoom(urgency)) {
            return Future.failedFuture(refusal("full"));
        }
        Turn turn = new Turn(urgency, now, context);
        line.add(turn);
        asker.onGone(() -> giveUp(turn));
        lookLater();
        return turn.come();
    }

    /** A call has ended, however. */
    synchronized void leave() {
        free++;
        look();
    }

    private synchronized void giveUp(Turn turn) {
        if (line.remove(turn)) {
            turn.fails(refusal("gone"));
        }
    }

    private boolean hasRoom(long now) {
        return free > 0 && pace.allows(now);
    }

    private void pass(long now) {
        free--;
        pace.count(now);
    }

    /** Whether the line, which is full, has lost one that is less urgent. */
    private boolean makesRoom(Urgency urgency) {
        Turn pushedOut = urgency == Urgency.FIRST ? line.leastUrgent() : null;
        if (pushedOut != null) {
            pushedOut.fails(refusal("full"));
        }
        return pushedOut != null;
    }

    /** Sends away who has waited too long, and lets in whoever there is room for. */
    private void look() {
        long now = ticker.read();
        for (Turn late = line.overdue(now); late != null; late = line.overdue(now)) {
            metrics.userServerWait(now - late.sinceNanos());
            late.fails(refusal("late"));
        }
        for (Turn next = next(now); next != null; next = next(now)) {
            pass(now);
            metrics.userServerWait(now - next.sinceNanos());
            next.comes();
        }
    }

    private @Nullable Turn next(long now) {
        return hasRoom(now) ? line.next() : null;
    }

    /** One timer for all, while somebody waits; on a context that no listener's end takes away. */
    private void lookLater() {
        if (!looking && line.size() > 0) {
            looking = true;
            own.runOnContext(v -> vertx.setTimer(LOOK_EVERY_MILLIS, due -> lookAgain()));
        }
    }

    private synchronized void lookAgain() {
        looking = false;
        look();
        lookLater();
    }

    private CannotKnow refusal(String reason) {
        metrics.userServerRefused(reason);
        return CannotKnow.crowded();
    }
}
