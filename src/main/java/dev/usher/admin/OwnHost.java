package dev.usher.admin;

import io.vertx.core.net.HostAndPort;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Tells by {@code Host} who means this listener. A page in a browser on this machine can have a name of its own point
 * here, and the browser takes it for the page's own server; but then the request has that name.
 */
final class OwnHost {

    private final String configured;

    /** @param configured what the listener is bound to: a name or an address */
    OwnHost(String configured) {
        this.configured = configured;
    }

    /** @param authority what the client called this listener; absent: it did not say */
    boolean isMeantBy(@Nullable HostAndPort authority) {
        if (authority == null) {
            return false;
        }
        String host = authority.host();
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return bare.equalsIgnoreCase(configured) || bare.equalsIgnoreCase("localhost") || isLoopback(bare);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException name) {
            return false;
        }
    }
}
