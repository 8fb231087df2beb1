package dev.usher.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a link up: one attempt at a time, after longer and longer pauses. Belongs to the event loop that opens it. */
final class Links {

    private static final Logger LOG = LoggerFactory.getLogger(Links.class);

    /** A link that stands for so long was no flapping. */
    private static final Duration STEADY = Duration.ofSeconds(10);

    private final Function<Vertx, Future<Link>> opener;
    private final Consumer<Link> user;
    private final Backoff backoff =
            new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    private volatile @Nullable Link current;
    private boolean reported;
    private boolean closed;

    /**
     * @param opener opens a link and gets it ready
     * @param user hears of each link that may be used from now on
     */
    Links(Function<Vertx, Future<Link>> opener, Consumer<Link> user) {
        this.opener = opener;
        this.user = user;
    }

    /** Absent: Redis is away. Safe from every thread. */
    @Nullable
    Link current() {
        return current;
    }

    /** Completes when the first attempt has come to something; further ones follow by themselves. */
    Future<Void> open(Vertx vertx) {
        return opener.apply(vertx)
                .onSuccess(link -> use(vertx, link))
                .onFailure(why -> away(vertx, why))
                .transform(tried -> Future.succeededFuture());
    }

    private void use(Vertx vertx, Link link) {
        if (closed) {
            link.end(new StoreAway("stopped"));
            return;
        }
        LOG.info("the store can be asked");
        reported = false;
        long steady = vertx.setTimer(STEADY.toMillis(), timer -> backoff.reset());
        current = link;
        link.broken().onSuccess(why -> {
            vertx.cancelTimer(steady);
            current = null;
            away(vertx, why);
        });
        user.accept(link);
    }

    private void away(Vertx vertx, Throwable why) {
        if (closed) {
            return;
        }
        if (!reported) {
            LOG.warn("the store is away, the gateway goes on without it: {}", why.toString());
            reported = true;
        }
        vertx.setTimer(backoff.nextMillis(), timer -> open(vertx));
    }

    void close() {
        closed = true;
        Link last = current;
        if (last != null) {
            last.end(new StoreAway("stopped"));
        }
    }
}
