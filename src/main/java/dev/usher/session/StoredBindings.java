package dev.usher.session;

import dev.usher.config.SessionSettings;
import dev.usher.store.Store;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose token it is, where clients hold the user server's own: what one replica learnt at a login, the others find in
 * the store. Safe from every thread.
 */
final class StoredBindings {

    private static final Logger LOG = LoggerFactory.getLogger(StoredBindings.class);

    private final @Nullable Store store;
    private final SealedEntries entries;
    private final String prefix;
    private final Duration maxAge;
    private final Duration unused;
    private final InstantSource clock;

    /**
     * @param store absent: nothing is shared, or need not be
     * @param prefix what the names of all that this gateway stores begin with
     */
    StoredBindings(
            @Nullable Store store,
            SealedEntries entries,
            String prefix,
            SessionSettings settings,
            InstantSource clock) {
        this.store = store;
        this.entries = entries;
        this.prefix = prefix + "session:";
        this.maxAge = settings.maxAge();
        // in use, it is written again after every ttl
        this.unused = settings.idle().plus(settings.ttl().multipliedBy(2));
        this.clock = clock;
    }

    /** Absent: no replica has a session of this token. Fails when nobody can know. */
    Future<@Nullable Binding> find(TokenHash hash) {
        if (store == null) {
            return Future.succeededFuture();
        }
        String name = name(hash);
        return store.get(name).map(entry -> {
            byte[] plain = entry == null ? null : entries.open(name, entry);
            return plain == null ? null : Binding.ofJson(plain);
        });
    }

    /** Lets the others know whose token it is, for as long as its session can last. Never fails. */
    Future<Void> keep(TokenHash hash, Binding binding) {
        long left = binding.createdAtMillis() + maxAge.toMillis() - clock.millis();
        if (store == null || left <= 0) {
            return Future.succeededFuture();
        }
        String name = name(hash);
        Duration keep = Duration.ofMillis(Math.min(left, unused.toMillis()));
        return store.set(name, entries.seal(name, binding.toJson()), keep).recover(failure -> {
            LOG.debug("a session was not stored: {}", failure.toString());
            return Future.succeededFuture();
        });
    }

    /** What is left of a session that has ended would go by itself, but later. */
    void ended(Ending ending) {
        switch (ending.cause()) {
            case LOGOUT, DEAD, REVOKED -> forget(ending.token());
            case TOO_OLD, IDLE, ELSEWHERE -> {
                // gone already, in use elsewhere, or removed there
            }
        }
    }

    private void forget(TokenHash hash) {
        if (store != null) {
            store.remove(name(hash)).onFailure(failure -> LOG.debug("a session stays stored: {}", failure.toString()));
        }
    }

    private String name(TokenHash hash) {
        return prefix + hash.hex();
    }
}
