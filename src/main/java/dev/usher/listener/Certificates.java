package dev.usher.listener;

import dev.usher.config.KeyPairPem;
import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.vertx.core.net.KeyCertOptions;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of one moment, by the names that they are for. A client that asks for a name that none is for gets
 * the first: it will see that, and say so better than an aborted handshake can. Immutable.
 */
final class Certificates {

    private final List<KeyPairPem> pairs;
    private final Map<String, KeyPairPem> exact = new HashMap<>();
    private final Map<String, KeyPairPem> wildcard = new HashMap<>();

    Certificates(List<KeyPairPem> pairs) {
        this.pairs = List.copyOf(pairs);
        for (KeyPairPem pair : pairs) {
            for (String name : pair.names()) {
                if (name.startsWith("*.")) {
                    wildcard.putIfAbsent(name.substring(2), pair);
                } else {
                    exact.putIfAbsent(name, pair);
                }
            }
        }
    }

    List<KeyPairPem> pairs() {
        return pairs;
    }

    /** When the first of them is no longer valid. */
    Instant expire() {
        return pairs.stream().map(KeyPairPem::expires).min(Instant::compareTo).orElseThrow();
    }

    /** RFC 6125 section 6.4.3: a wildcard is for exactly one label. */
    KeyPairPem named(@Nullable String asked) {
        if (asked == null) {
            return pairs.getFirst();
        }
        String name = asked.toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        KeyPairPem found = exact.get(name);
        if (found == null && dot >= 0) {
            found = wildcard.get(name.substring(dot + 1));
        }
        return found == null ? pairs.getFirst() : found;
    }

    /**
     * All of them for one TLS context, which asks in each handshake. Vert.x would make a context of each name that it
     * is asked for, and clients may ask for any number of them.
     */
    KeyCertOptions inOneContext() {
        KeyCertOptions choosing = KeyCertOptions.wrap(new ByName());
        try {
            return KeyCertOptions.wrap(new OpenSslCachingX509KeyManagerFactory(choosing.getKeyManagerFactory(null)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** An alias is a certificate's place in the list. */
    private final class ByName extends X509ExtendedKeyManager {

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
            KeyPairPem pair = named(asked(engine));
            return keyType.equals(pair.key().getAlgorithm()) ? String.valueOf(pairs.indexOf(pair)) : null;
        }

        private static @Nullable String asked(SSLEngine engine) {
            if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
                for (SNIServerName name : session.getRequestedServerNames()) {
                    if (name instanceof SNIHostName host) {
                        return host.getAsciiName();
                    }
                }
            }
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return pairs.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return pairs.get(Integer.parseInt(alias)).key();
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }
    }
}
