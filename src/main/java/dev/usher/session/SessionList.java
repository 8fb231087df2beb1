package dev.usher.session;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The sessions in this gateway's cache, for operators. Safe from every thread. */
public final class SessionList {

    private final Vertx vertx;
    private final SessionCache cache;

    SessionList(Vertx vertx, SessionCache cache) {
        this.vertx = vertx;
        this.cache = cache;
    }

    /**
     * One of them.
     *
     * @param age since its login
     * @param unused since it was used last
     * @param address of whoever sent the last request with it; absent: nobody has yet
     */
    public record Item(
            TokenHash token,
            Duration age,
            Duration unused,
            @Nullable String address) {}

    /** How many there are, about. */
    public long count() {
        return cache.size();
    }

    /**
     * Those of a user, in the order of their hashes.
     *
     * @param after only those behind this hash; absent: from the first
     * @param most how many at most
     */
    public Future<List<Item>> ofUser(String userId, @Nullable TokenHash after, int most) {
        // every session is looked at, which takes too long for an event loop
        return vertx.executeBlocking(() -> scan(userId, after, most), false).map(Objects::requireNonNull);
    }

    private List<Item> scan(String userId, @Nullable TokenHash after, int most) {
        Stream<Item> items = cache.sessions()
                .filter(known -> known.session().userId().equals(userId))
                .filter(known -> after == null || known.session().hash().compareTo(after) > 0)
                .map(this::item);
        return items.sorted(Comparator.comparing(Item::token)).limit(most).toList();
    }

    /** A login right after a revocation is dated ahead of time. */
    private Duration age(Session session) {
        return Duration.ofMillis(
                Math.max(0, cache.nowMillis() - session.binding().createdAtMillis()));
    }

    private Item item(CachedSession known) {
        Session session = known.session();
        return new Item(
                session.hash(),
                age(session),
                Duration.ofNanos(known.unusedNanos(cache.nowNanos())),
                known.lastAddress());
    }
}
