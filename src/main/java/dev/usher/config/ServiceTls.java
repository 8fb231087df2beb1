package dev.usher.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the gateway speaks TLS to a route's {@code https} services, as PEM files. The host name is verified always.
 *
 * @param ca the authorities that services' certificates come from; absent: the system's
 * @param client what the gateway shows of itself; absent: nothing
 * @param serverName the name that is asked for (SNI) and verified; absent: the target's host
 */
public record ServiceTls(
        @Nullable Path ca,
        @Nullable ClientCertificate client,
        @Nullable String serverName) {

    /** A certificate chain and its private key. */
    public record ClientCertificate(Path cert, Path key) {}
}
