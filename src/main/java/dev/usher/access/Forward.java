package dev.usher.access;

import dev.usher.route.Route;
import dev.usher.session.Session;
import org.jspecify.annotations.Nullable;

/** The permit to forward a request. Made by {@link Policy} alone. */
public final class Forward implements Decision {

    private final Route route;
    private final @Nullable Session session;

    Forward(Route route, @Nullable Session session) {
        this.route = route;
        this.session = session;
    }

    public Route route() {
        return route;
    }

    /** Whom the service is told about; absent: nobody. */
    public @Nullable Session session() {
        return session;
    }
}
