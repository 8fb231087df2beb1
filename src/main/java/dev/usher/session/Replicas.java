package dev.usher.session;

import dev.usher.config.SessionSettings;
import dev.usher.config.Settings;
import dev.usher.config.StoreSettings;
import dev.usher.observe.Metrics;
import dev.usher.store.Store;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The other replicas of this gateway, as far as there is a store: those with the same user server, whose entries they
 * can read when they have the same keys. Safe from every thread.
 */
final class Replicas {

    private final SealedEntries entries;
    private final String prefix;
    private final String journal;
    private final Consumer<Revocation> listener;
    private final @Nullable Store store;

    /** @param listener hears of every revocation on any replica, perhaps more than once */
    Replicas(Settings settings, Seals seals, Consumer<Revocation> listener, Metrics metrics) {
        SessionSettings session = settings.session();
        this.entries = new SealedEntries(seals);
        this.prefix = "usher:" + scope(settings.auth().url()) + ":";
        this.journal = prefix + "revocations";
        this.listener = listener;
        StoreSettings redis = session.store();
        int most = Ends.most(session);
        this.store = redis == null ? null : new Store(redis, journal, session.maxAge(), most, this::read, metrics);
    }

    /** Whoever has another user server has other sessions. */
    private static String scope(URI userServer) {
        return new TokenHash.Hasher().hash(userServer.toString()).hex().substring(0, 16);
    }

    /** Gives within the store's timeout whether all hear of it, whatever becomes of this process. */
    Future<Boolean> tell(Revocation revocation) {
        return store == null ? Future.succeededFuture(true) : store.tell(entries.seal(journal, revocation.toJson()));
    }

    private void read(Buffer notice) {
        byte[] plain = entries.open(journal, notice);
        Revocation revocation = plain == null ? null : Revocation.ofJson(plain);
        if (revocation != null) {
            listener.accept(revocation);
        }
    }

    StoredSessions sessions(SessionSettings settings, InstantSource clock) {
        return new StoredSessions(store, entries, prefix, settings, clock);
    }

    /** What the tries are kept under that somebody has. */
    String nameOfTries(String alias) {
        return prefix + "tries:" + alias;
    }

    /** To be deployed before requests come; absent: nothing is shared. */
    @Nullable
    Store store() {
        return store;
    }
}
