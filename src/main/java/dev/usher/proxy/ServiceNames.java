package dev.usher.proxy;

import io.vertx.core.dns.AddressResolverOptions;

/** How the names of services become addresses. */
public final class ServiceNames {

    /** Shorter than a kept connection lives, whatever the zone promises: who moves a service wants it noticed. */
    static final int LONGEST_BELIEF_SECONDS = 60;

    private ServiceNames() {}

    /**
     * For the Vert.x that a gateway runs on: an answer of DNS is believed for its time to live, within a bound, and
     * each new connection goes to any of its addresses.
     */
    public static AddressResolverOptions resolver() {
        return new AddressResolverOptions()
                .setCacheMaxTimeToLive(LONGEST_BELIEF_SECONDS)
                .setRoundRobinInetAddress(true);
    }
}
