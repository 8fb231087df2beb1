package dev.usher.proxy;

import dev.usher.config.ServiceTls;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One address of a service, and how it is spoken to.
 *
 * @param tls for {@link Protocol#HTTPS} only; absent: the system's trust
 */
record Target(
        String origin,
        SocketAddress address,
        Protocol protocol,
        @Nullable ServiceTls tls) {

    enum Protocol {
        /** HTTP/1.1 in plain text. */
        HTTP,
        /** TLS with HTTP/2 where the service offers it by ALPN, else HTTP/1.1. */
        HTTPS,
        /** HTTP/2 in plain text, without asking: RFC 9113 section 3.3. */
        H2C
    }

    static Target of(URI uri, @Nullable ServiceTls tls) {
        Protocol protocol = switch (uri.getScheme()) {
            case "https" -> Protocol.HTTPS;
            case "h2c" -> Protocol.H2C;
            default -> Protocol.HTTP;
        };
        int port = uri.getPort() >= 0 ? uri.getPort() : protocol == Protocol.HTTPS ? 443 : 80;
        String host = uri.getHost();
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new Target(
                uri.getScheme() + "://" + host + ":" + port,
                SocketAddress.inetSocketAddress(port, name),
                protocol,
                protocol == Protocol.HTTPS ? tls : null);
    }

    /** Whether DNS says where it is, and may say several addresses. */
    boolean isNamed() {
        return address.hostAddress() == null;
    }

    /** The name that is asked for and verified where there is TLS. */
    String serverName() {
        return tls == null || tls.serverName() == null ? address.host() : tls.serverName();
    }

    /** What a request to it that is the gateway's own names as its host. */
    String authority() {
        String name = serverName();
        String host = name.contains(":") ? "[" + name + "]" : name;
        int usualPort = protocol == Protocol.HTTPS ? 443 : 80;
        return address.port() == usualPort ? host : host + ":" + address.port();
    }
}
