package dev.usher.config;

import dev.usher.config.ServiceTls.ClientCertificate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Redis that replicas share.
 *
 * @param servers where it is asked for, in this order; one at least
 * @param user absent: Redis's default user
 * @param password absent: none is needed
 * @param tls whether it is spoken to in TLS; the host name is verified always
 * @param ca the authorities that its certificates come from; absent: the system's
 * @param client what the gateway shows of itself; absent: nothing
 * @param timeout the longest that a request waits for it
 */
public record StoreSettings(
        Kind kind,
        List<Server> servers,
        @Nullable String user,
        @Nullable Secret password,
        boolean tls,
        @Nullable Path ca,
        @Nullable ClientCertificate client,
        Duration timeout) {

    public StoreSettings {
        servers = List.copyOf(servers);
    }

    /** A host as names and addresses are written in URLs, IPv6 in brackets. */
    public record Server(String host, int port) {}

    /** What stands at the servers' addresses. */
    public sealed interface Kind {

        /** One Redis. */
        record Single(int database) implements Kind {}

        /** Sentinels, which know where the Redis of a name is. */
        record Sentinel(String master) implements Kind {}

        /** Some nodes of a cluster, which know the others. */
        record Cluster() implements Kind {}
    }
}
