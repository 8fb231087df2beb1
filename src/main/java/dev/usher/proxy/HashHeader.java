package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.config.Balance;
import dev.usher.http.Exchange;
import dev.usher.identity.IdentityHeader;
import dev.usher.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * The header whose value says which requests belong together.
 *
 * @param reserved the gateway writes it, so that what a client says in it does not count
 */
record HashHeader(String name, boolean reserved) {

    /** The header that requests are spread by; absent: none. */
    static @Nullable HashHeader of(Balance balance, RequestHead head) {
        return balance instanceof Balance.Hash(String name) ? new HashHeader(name, head.isOwn(name)) : null;
    }

    /** {@link Balancer#NO_KEY} when the request has no such header. */
    long keyOf(Exchange exchange, Forward permit) {
        String value =
                reserved ? identity(permit.session()) : exchange.request().getHeader(name);
        return value == null ? Balancer.NO_KEY : Rendezvous.key(value);
    }

    private @Nullable String identity(@Nullable Session session) {
        if (session != null) {
            for (IdentityHeader header : session.headers()) {
                if (header.name().equalsIgnoreCase(name)) {
                    return header.value();
                }
            }
        }
        return null;
    }
}
