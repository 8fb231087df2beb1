package dev.usher.session;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * Events in the order of their time, on one event loop. Time stands still while anything is on its way between the
 * gateway's code and the user server, which are connected by a real socket: how quick the machine is changes nothing.
 */
final class Simulation {

    private static final int EVENTS_PER_TURN = 1_000;

    /** What has arrived is handed on from turn to turn of the loop, and so often at most. */
    private static final int HANDS = 6;

    private record Event(long nanos, long number, Runnable action) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::nanos).thenComparingLong(Event::number));
    private final SimulatedTime time;
    private final Context loop;
    private final Promise<Void> over = Promise.promise();
    private BooleanSupplier isQuiet = () -> true;
    private long numbers;
    private int quietTurns;
    private boolean awake;

    Simulation(SimulatedTime time, Context loop) {
        this.time = time;
        this.loop = loop;
    }

    void in(Duration delay, Runnable action) {
        events.add(new Event(time.read() + delay.toNanos(), numbers++, action));
    }

    /**
     * Runs until nothing is left to happen.
     *
     * @param quiet whether nothing is on its way
     */
    Future<Void> run(BooleanSupplier quiet) {
        isQuiet = quiet;
        wake();
        return over.future();
    }

    /** Something has arrived. */
    void wake() {
        quietTurns = 0;
        if (!awake) {
            awake = true;
            loop.runOnContext(v -> turn());
        }
    }

    private void turn() {
        awake = false;
        try {
            for (int i = 0; i < EVENTS_PER_TURN && isQuiet.getAsBoolean() && quietTurns >= HANDS; i++) {
                Event next = events.poll();
                if (next == null) {
                    over.complete();
                    return;
                }
                time.passTo(next.nanos());
                next.action().run();
            }
            if (isQuiet.getAsBoolean()) {
                goOn();
            }
        } catch (RuntimeException defect) {
            over.fail(defect);
        }
    }

    private void goOn() {
        int before = quietTurns;
        wake();
        quietTurns = before + 1;
    }
}
