package dev.usher.listener;

import dev.usher.config.KeyPairPem;
import dev.usher.config.ListenSettings;
import dev.usher.config.ListenSettings.ClientAuth;
import dev.usher.config.ListenSettings.ClientCertificates;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManagerFactory;

/** What {@code listen.https} offers and asks for in a handshake. Blocks on files: never on an event loop. */
final class Tls {

    private static final int HANDSHAKE_SECONDS = 10;

    /** Forward secret and authenticated, as RFC 9325 section 4.2 has it; TLS 1.3 has no others. */
    private static final List<String> CIPHER_SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final Vertx vertx;
    private final ListenSettings.Https settings;

    Tls(Vertx vertx, ListenSettings.Https settings) {
        this.vertx = vertx;
        this.settings = settings;
    }

    /** BoringSSL where its library loads, which costs about half of what the JDK's own engine does. */
    static SSLEngineOptions engine() {
        return OpenSSLEngineOptions.isAvailable() ? new OpenSSLEngineOptions() : new JdkSSLEngineOptions();
    }

    /** The content of all files, certificate and key in turn, then the clients' authority. */
    List<Buffer> read() throws BadCertificate {
        List<Buffer> contents = new ArrayList<>();
        for (ListenSettings.Certificate certificate : settings.certificates()) {
            contents.add(read(certificate.cert()));
            contents.add(read(certificate.key()));
        }
        ClientCertificates clients = settings.clients();
        if (clients != null) {
            contents.add(read(clients.authority()));
        }
        return contents;
    }

    /**
     * What {@link #read} gave, as certificates.
     *
     * @throws BadCertificate when one of the files is not what it should be
     */
    Certificates certificates(List<Buffer> contents) throws BadCertificate {
        List<KeyPairPem> pairs = new ArrayList<>();
        for (int i = 0; i < settings.certificates().size(); i++) {
            ListenSettings.Certificate files = settings.certificates().get(i);
            try {
                pairs.add(KeyPairPem.read(contents.get(2 * i), contents.get(2 * i + 1)));
            } catch (Exception unusable) {
                throw new BadCertificate(files.cert() + " with " + files.key(), unusable);
            }
        }
        return new Certificates(pairs);
    }

    ServerSSLOptions options(List<Buffer> contents, Certificates certificates) throws BadCertificate {
        ServerSSLOptions options = new ServerSSLOptions();
        options.setKeyCertOptions(certificates.inOneContext())
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"))
                .setUseAlpn(true)
                .setApplicationLayerProtocols(List.of("h2", "http/1.1"))
                .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
        CIPHER_SUITES.forEach(options::addEnabledCipherSuite);
        ClientCertificates clients = settings.clients();
        if (clients != null) {
            options.setTrustOptions(TrustOptions.wrap(authority(clients, contents.getLast())))
                    .setClientAuth(required(clients.auth()));
        }
        return options;
    }

    /**
     * The same for HTTP/3. Its engines do not tell for which name they are asked, so there is a context for each
     * certificate, and one in which handshakes begin.
     */
    QuicSslContext quic(List<Buffer> contents, Certificates certificates) throws BadCertificate {
        // equal means a comparison of key and chain
        IdentityHashMap<KeyPairPem, QuicSslContext> contexts = new IdentityHashMap<>();
        for (KeyPairPem pair : certificates.pairs()) {
            contexts.put(pair, quic(pair, contents).build());
        }
        return quic(certificates.pairs().getFirst(), contents)
                .sni(name -> Objects.requireNonNull(contexts.get(certificates.named(name))))
                .build();
    }

    private QuicSslContextBuilder quic(KeyPairPem pair, List<Buffer> contents) throws BadCertificate {
        QuicSslContextBuilder builder = QuicSslContextBuilder.forServer(
                        pair.key(), null, pair.chain().toArray(X509Certificate[]::new))
                .applicationProtocols(Http3Server.ALPN)
                // what comes before the handshake's end may be played again by anybody
                .earlyData(false);
        ClientCertificates clients = settings.clients();
        if (clients != null) {
            builder.trustManager(authority(clients, contents.getLast()))
                    .clientAuth(
                            switch (clients.auth()) {
                                case REQUIRED -> io.netty.handler.ssl.ClientAuth.REQUIRE;
                                case OPTIONAL -> io.netty.handler.ssl.ClientAuth.OPTIONAL;
                            });
        }
        return builder;
    }

    private TrustManagerFactory authority(ClientCertificates clients, Buffer content) throws BadCertificate {
        try {
            return new PemTrustOptions().addCertValue(content).getTrustManagerFactory(vertx);
        } catch (Exception unusable) {
            throw new BadCertificate(clients.authority().toString(), unusable);
        }
    }

    private static io.vertx.core.http.ClientAuth required(ClientAuth auth) {
        return switch (auth) {
            case REQUIRED -> io.vertx.core.http.ClientAuth.REQUIRED;
            case OPTIONAL -> io.vertx.core.http.ClientAuth.REQUEST;
        };
    }

    private static Buffer read(Path file) throws BadCertificate {
        try {
            return Buffer.buffer(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            throw new BadCertificate(file.toString(), unreadable);
        }
    }

    /** A file that cannot be used; the message is for whoever runs the gateway, and says nothing of a key. */
    static final class BadCertificate extends Exception {

        private static final long serialVersionUID = 1L;

        BadCertificate(String files, Exception cause) {
            super("listen.https: cannot use " + files + ": " + cause.getMessage(), cause);
        }
    }
}
