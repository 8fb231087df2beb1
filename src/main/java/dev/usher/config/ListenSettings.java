package dev.usher.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The sockets that the gateway accepts requests on. Port 0 picks a free one. */
public record ListenSettings(Http http, @Nullable Https https, Admin admin) {

    /**
     * Plain text.
     *
     * @param h2c whether clients that know beforehand may speak HTTP/2 here, RFC 9113 section 3.3
     */
    public record Http(String host, int port, boolean h2c) {}

    /** PEM files; HTTP/2 is offered by ALPN. */
    public record Https(String host, int port, Path cert, Path key) {}

    /**
     * Health, metrics and operations; never on a public address.
     *
     * @param token what {@code Authorization: Bearer} must carry for everything but health; absent: loopback only
     */
    public record Admin(String host, int port, @Nullable Secret token) {}
}
