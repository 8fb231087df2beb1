package dev.usher.config;

import dev.usher.config.ListenSettings.Admin;
import dev.usher.config.ListenSettings.Certificate;
import dev.usher.config.ListenSettings.ClientAuth;
import dev.usher.config.ListenSettings.ClientCertificates;
import dev.usher.config.ListenSettings.Http;
import dev.usher.config.ListenSettings.Https;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code listen}. */
final class ListenReader {

    private static final int SAFE_TOKEN_LENGTH = 16;

    private static final String EVERYWHERE = "0.0.0.0";
    private static final Duration WATCH = Duration.ofSeconds(5);

    /** What reading goes on with in place of a file that is none. */
    private static final Path NO_FILE = Path.of("");

    private final Path directory;

    ListenReader(Path directory) {
        this.directory = directory;
    }

    ListenSettings read(Section listen) {
        Http http = listen.section("http", this::http);
        Https https = listen.optionalSection("https", this::https);
        Admin admin = listen.section("admin", this::admin);
        refuseSharedPort(listen, http, https, admin);
        return new ListenSettings(http, https, admin);
    }

    private Http http(Section http) {
        return new Http(
                host(http, EVERYWHERE),
                http.value("port", 8080, Scalar::port),
                http.value("h2c", true, Scalar::yesOrNo));
    }

    private Https https(Section https) {
        return new Https(
                host(https, EVERYWHERE),
                https.value("port", 8443, Scalar::port),
                certificates(https),
                https.positiveDuration("watch", WATCH),
                clients(https),
                https.value("http3", false, Scalar::yesOrNo));
    }

    private List<Certificate> certificates(Section https) {
        List<Certificate> certificates = new ArrayList<>();
        certificates.add(certificate(https));
        Field more = https.field("more");
        if (more != null) {
            more.items().forEach(item -> certificates.add(item.section(this::certificate)));
        }
        return certificates;
    }

    private Certificate certificate(Section section) {
        Path cert = section.required("cert", NO_FILE, Pem.certificates(directory), "the certificate chain, a PEM file");
        Path key = section.required("key", NO_FILE, Scalar.readableFile(directory), "the private key, a PEM file");
        if (!cert.equals(NO_FILE) && !key.equals(NO_FILE)) {
            Pem.requirePair(section, cert, key);
        }
        return new Certificate(cert, key);
    }

    private @Nullable ClientCertificates clients(Section https) {
        Path authority = https.optional("client-ca", Pem.certificates(directory));
        ClientAuth auth = https.choice("client-auth", ClientAuth.REQUIRED);
        if (https.has("client-auth") && !https.has("client-ca")) {
            https.problem("client-auth", "says nothing without client-ca, the authority that certificates are from");
        }
        return authority == null ? null : new ClientCertificates(authority, auth);
    }

    private Admin admin(Section admin) {
        String host = host(admin, "127.0.0.1");
        int port = admin.value("port", 9090, Scalar::port);
        Secret token = admin.optional("token", Scalar::secret);
        if (!admin.has("token") && !Scalar.isLoopback(host)) {
            admin.problem("host", "must be a loopback address such as 127.0.0.1 unless listen.admin.token is set");
        }
        if (token != null && token.value().length() < SAFE_TOKEN_LENGTH) {
            admin.warn("token", "is short enough to be guessed; use 16 characters or more (openssl rand -base64 24)");
        }
        return new Admin(host, port, token);
    }

    private static String host(Section section, String fallback) {
        return section.value("host", fallback, Scalar::host);
    }

    private static void refuseSharedPort(Section listen, Http http, @Nullable Https https, Admin admin) {
        if (https != null && shared(http.host(), http.port(), https.host(), https.port())) {
            listen.problem("https", "has the port of listen.http; each listener needs its own");
        }
        if (shared(http.host(), http.port(), admin.host(), admin.port())) {
            listen.problem("admin", "has the port of listen.http; each listener needs its own");
        }
        if (https != null && shared(https.host(), https.port(), admin.host(), admin.port())) {
            listen.problem("admin", "has the port of listen.https; each listener needs its own");
        }
    }

    private static boolean shared(String host, int port, String otherHost, int otherPort) {
        boolean sameHost = host.equals(otherHost) || isEverywhere(host) || isEverywhere(otherHost);
        return sameHost && port == otherPort && port != 0;
    }

    private static boolean isEverywhere(String host) {
        return host.equals(EVERYWHERE) || host.equals("::");
    }
}
