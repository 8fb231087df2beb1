package dev.usher.listener;

import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of one moment, by the names that they are for. A client that asks for a name that none is for gets
 * the first: it will see that, and say so better than an aborted handshake can. Immutable.
 */
final class Certificates implements KeyCertOptions {

    private final List<KeyPairPem> pairs;
    private final Map<String, KeyManagerFactory> exact = new HashMap<>();
    private final Map<String, KeyManagerFactory> wildcard = new HashMap<>();

    Certificates(List<KeyPairPem> pairs) {
        this.pairs = List.copyOf(pairs);
        for (KeyPairPem pair : pairs) {
            for (String name : pair.names()) {
                if (name.startsWith("*.")) {
                    wildcard.putIfAbsent(name.substring(2), pair.keys());
                } else {
                    exact.putIfAbsent(name, pair.keys());
                }
            }
        }
    }

    boolean areSeveral() {
        return pairs.size() > 1;
    }

    /** When the first of them is no longer valid. */
    Instant expire() {
        return pairs.stream().map(KeyPairPem::expires).min(Instant::compareTo).orElseThrow();
    }

    /** RFC 6125 section 6.4.3: a wildcard is for exactly one label. */
    @Nullable
    KeyManagerFactory named(String name) {
        KeyManagerFactory found = exact.get(name);
        int dot = name.indexOf('.');
        return found != null || dot < 0 ? found : wildcard.get(name.substring(dot + 1));
    }

    @Override
    public KeyCertOptions copy() {
        return this;
    }

    @Override
    public KeyManagerFactory getKeyManagerFactory(Vertx vertx) {
        return pairs.getFirst().keys();
    }

    @Override
    @SuppressWarnings("NullAway") // Vert.x takes no answer for the first certificate
    public Function<String, KeyManagerFactory> keyManagerFactoryMapper(Vertx vertx) {
        return this::named;
    }
}
