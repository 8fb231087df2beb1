package dev.usher.admin;

import dev.usher.store.Store;
import dev.usher.userserver.BreakerState;
import dev.usher.userserver.Reachability;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the gateway and what it needs are. Degraded is ready all the same: known sessions go on, and another gateway
 * would reach neither the user server nor the store. Safe from every thread.
 */
public final class Health {

    private final Readiness readiness;
    private final Reachability userServer;
    private final Supplier<BreakerState> breaker;
    private final @Nullable Store store;

    /** @param store absent: there is none */
    public Health(Readiness readiness, Reachability userServer, Supplier<BreakerState> breaker, @Nullable Store store) {
        this.readiness = readiness;
        this.userServer = userServer;
        this.breaker = breaker;
        this.store = store;
    }

    /** Whether new requests should be sent here. */
    boolean isReady() {
        return readiness.isReady();
    }

    JsonObject toJson() {
        BreakerState asked = breaker.get();
        boolean storeIsAway = store != null && !store.isConnected();
        String whenReady = asked != BreakerState.CLOSED || storeIsAway ? "degraded" : "ready";
        JsonObject json = new JsonObject()
                .put("status", isReady() ? whenReady : "not ready")
                .put(
                        "userServer",
                        new JsonObject()
                                .put("state", userServer.state())
                                .put("breaker", asked.toString())
                                .put("lastAnswer", text(userServer.lastAnswer()))
                                .put("lastFailure", text(userServer.lastFailure())));
        if (store != null) {
            json.put("store", new JsonObject().put("state", storeIsAway ? "away" : "connected"));
        }
        return json;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
