package dev.usher.proxy;

import io.vertx.core.net.SocketAddress;
import java.net.URI;

/** One address of a service. */
record Target(String origin, SocketAddress address, boolean tls) {

    static Target of(URI uri) {
        boolean tls = uri.getScheme().equals("https");
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
        String host = uri.getHost();
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new Target(
                uri.getScheme() + "://" + host + ":" + port, SocketAddress.inetSocketAddress(port, name), tls);
    }
}
