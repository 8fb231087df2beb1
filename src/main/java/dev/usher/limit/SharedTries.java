package dev.usher.limit;

import dev.usher.config.Rate;
import dev.usher.store.Draw;
import dev.usher.store.Store;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tries that all replicas have together, as far as Redis can be asked. Safe from every thread.
 */
public final class SharedTries {

    private static final Logger LOG = LoggerFactory.getLogger(SharedTries.class);

    private final Store store;
    private final UnaryOperator<String> names;

    /** @param names what the tries of an alias are stored under */
    public SharedTries(Store store, UnaryOperator<String> names) {
        this.store = store;
        this.names = names;
    }

    /** Fails when nobody can know. */
    Future<Taken> take(String alias, Rate rate) {
        return store.draw(names.apply(alias), each(rate), rate.period()).map(SharedTries::taken);
    }

    void giveBack(String alias, Rate rate) {
        store.draw(names.apply(alias), each(rate).negated(), rate.period()).onFailure(SharedTries::leftBehind);
    }

    void forget(String alias) {
        store.remove(names.apply(alias)).onFailure(SharedTries::leftBehind);
    }

    private static void leftBehind(Throwable failure) {
        LOG.debug("what was tried stays stored until its time is over: {}", failure.toString());
    }

    private static Taken taken(Draw draw) {
        return new Taken(draw.isGranted(), 0, draw.retry(), draw.full());
    }

    private static Duration each(Rate rate) {
        return rate.period().dividedBy(rate.count());
    }
}
