package dev.usher.config;

import dev.usher.config.StoreSettings.Server;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads {@code session.store}: a URL, or a section with one. */
final class StoreReader {

    private static final Duration TIMEOUT = Duration.ofMillis(200);

    private final Path directory;

    StoreReader(Path directory) {
        this.directory = directory;
    }

    @Nullable
    StoreSettings read(Section session) {
        Field store = session.field("store");
        return store == null ? null : store.section("url", this::store);
    }

    private StoreSettings store(Section store) {
        StoreAddress address = store.required(
                "url", StoreAddress.STAND_IN, StoreAddress::parse, "where Redis is, such as redis://redis:6379");
        warnOfPlainText(store, address);
        ServiceTlsReader files = new ServiceTlsReader(directory);
        if (!address.tls() && (store.has("ca") || store.has("cert"))) {
            store.problem(store.has("ca") ? "ca" : "cert", "needs a url with rediss, which is Redis with TLS");
        }
        return new StoreSettings(
                address.kind(),
                address.servers(),
                address.user(),
                address.password(),
                address.tls(),
                files.certificates(store, "ca"),
                files.client(store),
                store.positiveDuration("timeout", TIMEOUT));
    }

    private static void warnOfPlainText(Section store, StoreAddress address) {
        for (Server server : address.servers()) {
            if (!address.tls() && !Address.isPrivate(server.host())) {
                store.warn("url", "is spoken to over the internet in plain text; use rediss");
                return;
            }
        }
    }
}
