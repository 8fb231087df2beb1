package dev.usher.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sockets that the gateway accepts requests on. Port 0 picks a free one. */
public record ListenSettings(Http http, @Nullable Https https, Admin admin) {

    /**
     * Plain text.
     *
     * @param h2c whether clients that know beforehand may speak HTTP/2 here, RFC 9113 section 3.3
     */
    public record Http(String host, int port, boolean h2c) {}

    /**
     * TLS; HTTP/2 is offered by ALPN.
     *
     * @param certificates chosen by the name that a client asks for; the first is for all other names
     * @param watch how often the files are looked at for new content
     * @param clients what clients must show; absent: nothing
     * @param http3 whether QUIC is served on the UDP port of the same number
     */
    public record Https(
            String host,
            int port,
            List<Certificate> certificates,
            Duration watch,
            @Nullable ClientCertificates clients,
            boolean http3) {

        public Https {
            certificates = List.copyOf(certificates);
            if (certificates.isEmpty()) {
                throw new IllegalArgumentException("TLS without a certificate");
            }
        }
    }

    /** A certificate chain and its private key, as PEM files. */
    public record Certificate(Path cert, Path key) {}

    /** The authority that certificates of clients are from, and whether a client without one is let in. */
    public record ClientCertificates(Path authority, ClientAuth auth) {}

    /** Whether a client needs a certificate, or may have one. */
    public enum ClientAuth {
        REQUIRED,
        OPTIONAL
    }

    /**
     * Health, metrics and operations; never on a public address.
     *
     * @param token what {@code Authorization: Bearer} must carry for everything but health; absent: loopback only
     */
    public record Admin(String host, int port, @Nullable Secret token) {}
}
