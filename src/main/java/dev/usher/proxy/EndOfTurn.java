package dev.usher.proxy;

import dev.usher.http.Defect;
import dev.usher.http.Seldom;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be done when everything that the sockets had to say in this turn of the event loop has been looked at. One
 * task for all of it, since under load many requests end in one turn. Belongs to one event loop.
 */
final class EndOfTurn {

    private static final Logger LOG = LoggerFactory.getLogger(EndOfTurn.class);

    private final Vertx vertx;
    private final Seldom defects = new Seldom();
    private List<Runnable> waiting = new ArrayList<>();
    private List<Runnable> running = new ArrayList<>();

    EndOfTurn(Vertx vertx) {
        this.vertx = vertx;
    }

    void run(Runnable action) {
        if (waiting.isEmpty()) {
            vertx.runOnContext(v -> runAll());
        }
        waiting.add(action);
    }

    private void runAll() {
        List<Runnable> now = waiting;
        waiting = running;
        running = now;
        for (int i = 0; i < now.size(); i++) {
            guarded(now.get(i));
        }
        now.clear();
    }

    /** One request's failure must not be that of all others of the turn. */
    private void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException failure) {
            defects.say(more -> LOG.error("the end of a turn failed: {}{}", Defect.describe(failure), more));
        }
    }
}
