package dev.usher.session;

import dev.usher.config.SessionSettings;
import dev.usher.config.SessionSettings.TokenKind;
import dev.usher.store.Store;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which sessions are in use on any replica, and where clients hold the user server's own tokens, whose they are: what
 * one replica learnt at a login, the others find in the store. Safe from every thread.
 */
final class StoredSessions {

    private static final Logger LOG = LoggerFactory.getLogger(StoredSessions.class);

    private static final byte[] NOTHING_BUT_USE = {};

    private final @Nullable Store store;
    private final boolean isBindingNeeded;
    private final SealedEntries entries;
    private final String prefix;
    private final Duration maxAge;
    private final Duration idle;
    private final Duration unused;
    private final InstantSource clock;

    /**
     * @param store absent: nothing is shared
     * @param prefix what the names of all that this gateway stores begin with
     */
    StoredSessions(
            @Nullable Store store,
            SealedEntries entries,
            String prefix,
            SessionSettings settings,
            InstantSource clock) {
        this.store = store;
        this.isBindingNeeded = settings.tokens() == TokenKind.NATIVE;
        this.entries = entries;
        this.prefix = prefix + "session:";
        this.maxAge = settings.maxAge();
        this.idle = settings.idle();
        // in use, it is written again after every ttl
        this.unused = idle.plus(settings.ttl().multipliedBy(2));
        this.clock = clock;
    }

    /** Whose token it is, where the token does not say; absent: no replica knows. Fails when nobody can know. */
    Future<@Nullable Binding> find(TokenHash hash) {
        return stored(hash).map(plain -> plain == null ? null : Binding.ofJson(plain));
    }

    /** Whether any replica has used a session within {@code idle}. Fails when nobody can know. */
    Future<Boolean> isInUse(TokenHash hash) {
        return stored(hash).map(plain -> plain != null);
    }

    /** Whether a session that is not known here was used on no replica for {@code idle}. Fails when nobody can know. */
    Future<Boolean> isIdle(TokenHash hash, Binding binding) {
        boolean isYoung = clock.millis() - binding.createdAtMillis() <= idle.toMillis();
        return store == null || isYoung
                ? Future.succeededFuture(false)
                : isInUse(hash).map(inUse -> !inUse);
    }

    private Future<byte @Nullable []> stored(TokenHash hash) {
        if (store == null) {
            return Future.succeededFuture();
        }
        String name = name(hash);
        return store.get(name).map(entry -> entry == null ? null : entries.open(name, entry));
    }

    /** Lets the others know of a session that is in use. Completes when they can, where they must; never fails. */
    Future<Void> keep(TokenHash hash, Binding binding) {
        long left = binding.createdAtMillis() + maxAge.toMillis() - clock.millis();
        if (store == null || left <= 0) {
            return Future.succeededFuture();
        }
        String name = name(hash);
        byte[] plain = isBindingNeeded ? binding.toJson() : NOTHING_BUT_USE;
        Duration keep = Duration.ofMillis(Math.min(left, unused.toMillis()));
        Future<Void> kept = store.set(name, entries.seal(name, plain), keep).recover(failure -> {
            LOG.debug("a session was not stored: {}", failure.toString());
            return Future.succeededFuture();
        });
        return isBindingNeeded ? kept : Future.succeededFuture();
    }

    /** Lets the others know of a change of whom a token belongs to, which is no use of it and brings back none. */
    void change(TokenHash hash, Binding binding) {
        if (store != null && isBindingNeeded) {
            String name = name(hash);
            store.replace(name, entries.seal(name, binding.toJson()))
                    .onFailure(failure -> LOG.debug("a change was not stored: {}", failure.toString()));
        }
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
