package dev.usher.config;

import dev.usher.config.ServiceTls.ClientCertificate;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a route's {@code tls}. */
final class ServiceTlsReader {

    private final Path directory;

    ServiceTlsReader(Path directory) {
        this.directory = directory;
    }

    /** Nothing where the section is absent. */
    @Nullable
    ServiceTls read(Section route, List<URI> targets) {
        boolean unused = !targets.isEmpty()
                && targets.stream().noneMatch(target -> target.getScheme().equals("https"));
        if (route.has("tls") && unused) {
            route.problem("tls", "needs a target with https; http and h2c go without TLS");
        }
        return route.optionalSection("tls", this::tls);
    }

    private ServiceTls tls(Section tls) {
        Path ca = certificates(tls, "ca");
        ClientCertificate client = client(tls);
        String serverName = tls.optional("server-name", Scalar::hostName);
        return new ServiceTls(ca, client, serverName);
    }

    /** What the gateway shows of itself: {@code cert} and {@code key}. */
    @Nullable
    ClientCertificate client(Section section) {
        Path cert = certificates(section, "cert");
        Path key = section.optional("key", Scalar.readableFile(directory));
        needsOther(section, "cert", "key");
        needsOther(section, "key", "cert");
        if (cert == null || key == null) {
            return null;
        }
        Pem.requirePair(section, cert, key);
        return new ClientCertificate(cert, key);
    }

    @Nullable
    Path certificates(Section section, String key) {
        return section.optional(key, Pem.certificates(directory));
    }

    private static void needsOther(Section tls, String key, String other) {
        if (tls.has(key) && !tls.has(other)) {
            tls.problem(key, "needs " + other + ": a client certificate is a chain and its private key");
        }
    }
}
