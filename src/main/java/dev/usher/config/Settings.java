package dev.usher.config;

import java.util.List;

/**
 * The whole configuration file, resolved: every default is filled in, every secret read.
 *
 * @param transport how sockets are served; a kind that the machine lacks is a failure at start
 * @param trustedProxies peers whose {@code X-Forwarded-*} and {@code Forwarded} headers are believed
 * @param routes in the order of the file; never empty, no two patterns equal
 */
public record Settings(
        TransportKind transport,
        ListenSettings listen,
        LimitsSettings limits,
        List<AddressBlock> trustedProxies,
        UserServerSettings auth,
        SessionSettings session,
        LoginSettings login,
        IdentitySettings identity,
        ShutdownSettings shutdown,
        List<RouteDefinition> routes) {

    public Settings {
        trustedProxies = List.copyOf(trustedProxies);
        routes = List.copyOf(routes);
        if (routes.isEmpty()) {
            throw new IllegalArgumentException("a gateway without routes");
        }
    }
}
