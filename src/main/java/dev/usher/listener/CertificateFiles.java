package dev.usher.listener;

import dev.usher.config.ListenSettings;
import dev.usher.observe.Metrics;
import io.netty.handler.codec.quic.QuicSslContext;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the servers of {@code listen.https} on what the certificate files hold now. It compares contents and not
 * times, since orchestrators swap links whose files keep their times. New connections get the new certificate, those
 * that stand go on with theirs; while the files are no good, the last good certificate stays. Deployed before the
 * listeners; its package's methods are safe from every thread.
 */
public final class CertificateFiles extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateFiles.class);

    private final ListenSettings.Https settings;
    private final Metrics metrics;
    private final Set<HttpServer> servers = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Loaded loaded;
    private @Nullable List<Buffer> refused;
    private boolean reported;
    private boolean looking;

    /** What the files held, and what became of it. */
    private record Loaded(
            List<Buffer> contents,
            ServerSSLOptions options,
            @Nullable QuicSslContext quic,
            Instant expires) {}

    public CertificateFiles(ListenSettings.Https settings, Metrics metrics) {
        this.settings = settings;
        this.metrics = metrics;
    }

    @Override
    public Future<?> start() {
        Tls tls = new Tls(vertx, settings);
        LOG.info("TLS by {}", OpenSSLEngineOptions.isAvailable() ? "BoringSSL" : "the JDK, since BoringSSL is missing");
        return vertx.executeBlocking(() -> load(tls, tls.read())).onSuccess(first -> {
            loaded = first;
            metrics.gauge(
                    "usher.certificate.expires.seconds",
                    "When the first certificate of listen.https ends, in seconds since 1970",
                    () -> current().expires().getEpochSecond());
            vertx.setPeriodic(settings.watch().toMillis(), timer -> look(tls));
        });
    }

    /** What a server listens with. */
    ServerSSLOptions options() {
        return current().options().copy();
    }

    /** What a handshake of HTTP/3 begins with that comes now. */
    QuicSslContext quic() {
        return Objects.requireNonNull(current().quic());
    }

    /** Updates a server that listens, until {@link #forget}. */
    void keepUp(HttpServer server) {
        servers.add(server);
    }

    void forget(HttpServer server) {
        servers.remove(server);
    }

    private Loaded current() {
        Loaded now = loaded;
        if (now == null) {
            throw new IllegalStateException("the certificates have not been read");
        }
        return now;
    }

    private void look(Tls tls) {
        if (looking) {
            return;
        }
        looking = true;
        List<Buffer> known = current().contents();
        vertx.executeBlocking(tls::read)
                .compose(contents -> contents.equals(known) ? unchanged() : change(tls, contents))
                .onFailure(failure -> complain(failure, List.of()))
                .onComplete(done -> looking = false);
    }

    private Future<Void> unchanged() {
        refused = null;
        reported = false;
        return Future.succeededFuture();
    }

    private Future<Void> change(Tls tls, List<Buffer> contents) {
        return vertx.executeBlocking(() -> load(tls, contents))
                .compose(next -> serve(Objects.requireNonNull(next)))
                .onSuccess(served -> LOG.info(
                        "listen.https serves new certificates, valid until {}",
                        current().expires()))
                .recover(failure -> {
                    complain(failure, contents);
                    return Future.succeededFuture();
                });
    }

    private Future<Void> serve(Loaded next) {
        List<Future<Boolean>> updates = servers.stream()
                .map(server -> server.updateSSLOptions(next.options().copy()))
                .toList();
        return Future.join(updates).map(updated -> {
            loaded = next;
            unchanged();
            return null;
        });
    }

    /** Once for each content, and not at the first look: files that belong together are not written at once. */
    private void complain(Throwable failure, List<Buffer> contents) {
        if (!contents.equals(refused)) {
            refused = contents;
            reported = false;
        } else if (!reported) {
            LOG.error("{}; the last good certificate stays", failure.getMessage());
            reported = true;
        }
    }

    private Loaded load(Tls tls, List<Buffer> contents) throws Tls.BadCertificate {
        Certificates certificates = tls.certificates(contents);
        return new Loaded(
                contents,
                tls.options(contents, certificates),
                settings.http3() ? tls.quic(contents, certificates) : null,
                certificates.expire());
    }
}
