package dev.usher.userserver;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.config.UserServerSettings;
import dev.usher.config.UserServerSettings.Budget;
import dev.usher.http.CannotKnow;
import dev.usher.http.GatewayFailure;
import dev.usher.observe.Metrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lets the calls of all event loops through to the user server: so many at once, so many in any second, the urgent
 * first, addresses in turn, and none while its {@link Breaker} is open or the server has asked for a pause. What finds
 * no room waits in a {@link Line} for a while, and then fails with {@link CannotKnow}. Safe from every thread; a lock
 * is held for a few steps and never while a call is under way.
 */
public final class Turnstile {

    /** Room that comes with time alone, and waits that are over, are noticed this late at most. */
    private static final long LOOK_EVERY_MILLIS = 5;

    private static final String BREAKER = "breaker";
    private static final String RETRY_AFTER = "retry-after";

    private final Vertx vertx;
    private final Context own;
    private final Metrics metrics;
    private final Ticker ticker;
    private final Line line;
    private final Pace pace;
    private final Breaker breaker;
    private final Pauses pauses = new Pauses();
    private int free;
    private boolean looking;

    /** @param ticker the time that waits and seconds are measured by */
    public Turnstile(Vertx vertx, UserServerSettings settings, Metrics metrics, Ticker ticker) {
        Budget budget = settings.budget();
        this.vertx = vertx;
        this.own = vertx.getOrCreateContext();
        this.metrics = metrics;
        this.ticker = ticker;
        this.line = new Line(budget.waiting(), budget.longestWait());
        this.pace = new Pace(budget.perSecond(), ticker.read());
        this.breaker = new Breaker(settings.breaker(), ticker, this::dissolve);
        this.free = budget.concurrent();
        metrics.gauge("usher.userserver.calls.waiting", "Calls that wait for their turn", this::waiting);
        metrics.gauge(
                "usher.userserver.breaker",
                "Whether the user server is asked: 0 always, 1 once to try it, 2 not",
                () -> breakerState().number());
    }

    synchronized int waiting() {
        return line.size();
    }

    public synchronized BreakerState breakerState() {
        return breaker.state();
    }

    /**
     * Takes a place for one call, which the caller gives back with {@link #leave}. Completes at once where there is
     * room, and else on the caller's context.
     */
    synchronized Future<Turn> enter(Call call, Context context) {
        look();
        long now = ticker.read();
        Duration pause = pauses.left(call.operation(), now);
        if (pause.isPositive()) {
            metrics.userServerRefused(RETRY_AFTER);
            return Future.failedFuture(CannotKnow.paused(pause));
        }
        if (!breaker.tryPass()) {
            metrics.userServerRefused(BREAKER);
            return Future.failedFuture(CannotKnow.paused(breaker.left()));
        }
        Turn turn = new Turn(call, breaker.era(), now, context);
        if (hasRoom(now)) {
            pass(now);
            return Future.succeededFuture(turn);
        }
        if (call.urgency() == Urgency.SPARE) {
            crowd(turn, "spare");
        } else if (line.isFull() && !makesRoom(turn)) {
            crowd(turn, "full");
        } else {
            line.add(turn);
            call.asker().onGone(() -> giveUp(turn));
            call.asker().onUrgent(() -> raise(turn));
            lookLater();
        }
        return turn.coming();
    }

    /**
     * The call has ended.
     *
     * @param failure what came of it; absent: an answer that means something
     */
    synchronized void leave(Turn turn, @Nullable Throwable failure) {
        free++;
        switch (failure) {
            case CannotKnow outage when outage.isOutage() && !outage.isThrottled() -> failed(turn, outage);
            case null -> breaker.answered(turn.era());
            case GatewayFailure _ -> breaker.answered(turn.era());
            default -> breaker.unused(turn.era());
        }
        look();
    }

    /** Nobody may shut the others out with a call that the user server cannot cope with. */
    private void failed(Turn turn, CannotKnow outage) {
        if (turn.call().operation().isOwnQuestion() || outage.isEverybodys()) {
            breaker.failed(turn.era(), outage);
        } else {
            breaker.unused(turn.era());
        }
    }

    /** The user server wants no calls of a kind for a while: who waits to make one need not. */
    synchronized void pause(Operation operation, Duration asked) {
        long now = ticker.read();
        pauses.begin(operation, asked, now);
        Duration left = pauses.left(operation, now);
        if (left.isPositive()) {
            line.removeAll(operation).forEach(turn -> refuse(turn, RETRY_AFTER, CannotKnow.paused(left)));
        }
    }

    private synchronized void giveUp(Turn turn) {
        if (line.remove(turn)) {
            refuse(turn, "gone", CannotKnow.abandoned());
        }
    }

    private synchronized void raise(Turn turn) {
        line.raise(turn);
    }

    private boolean hasRoom(long now) {
        return free > 0 && pace.allows(now);
    }

    private void pass(long now) {
        free--;
        pace.count(now);
    }

    /** Whether the line, which is full, has lost one so that a newcomer can wait. */
    private boolean makesRoom(Turn newcomer) {
        Turn pushedOut = line.makeRoom(newcomer);
        if (pushedOut != null) {
            crowd(pushedOut, "full");
        }
        return pushedOut != null;
    }

    /** Sends away who has waited too long, and lets in whoever there is room for. */
    private void look() {
        long now = ticker.read();
        for (Turn late = line.overdue(now); late != null; late = line.overdue(now)) {
            metrics.userServerWait(now - late.sinceNanos());
            crowd(late, "late");
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

    private void crowd(Turn turn, String reason) {
        refuse(turn, reason, CannotKnow.crowded());
    }

    private void refuse(Turn turn, String reason, CannotKnow why) {
        metrics.userServerRefused(reason);
        breaker.unused(turn.era());
        turn.fails(why);
    }

    /** Nobody waits for a user server that is not asked. */
    private void dissolve() {
        for (Turn turn = line.next(); turn != null; turn = line.next()) {
            refuse(turn, BREAKER, CannotKnow.paused(breaker.left()));
        }
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
}
