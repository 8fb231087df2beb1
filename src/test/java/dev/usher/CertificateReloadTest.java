package dev.usher;

import static dev.usher.TestGateway.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** New certificates while requests run: nobody notices but who connects anew. */
class CertificateReloadTest {

    private static final TestCertificate OLD = TestCertificate.create("CN=old", "dns:localhost");
    private static final TestCertificate NEW = TestCertificate.create("CN=new", "dns:localhost");

    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private TestGateway gateway = TestGateway.usual();

    @TempDir
    private Path directory;

    @BeforeEach
    @SuppressWarnings("NullAway") // the extension does not look at its context
    void start() throws Exception {
        said.start();
        logger().addAppender(said);
        link(OLD);
        gateway = TestGateway.usual()
                .withTls(
                        new TestCertificate(directory.resolve("data/tls.crt"), directory.resolve("data/tls.key")),
                        "watch: 50ms",
                        "http3: true");
        gateway.beforeAll(null);
    }

    @AfterEach
    @SuppressWarnings("NullAway")
    void stop() throws Exception {
        logger().detachAppender(said);
        gateway.afterAll(null);
    }

    @Test
    void newHandshakesSeeTheNewCertificateAndNoRequestFails() throws Exception {
        int port = gateway.usher().httpsPort();
        AtomicBoolean running = new AtomicBoolean(true);
        AtomicInteger answered = new AtomicInteger();
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<HttpClient> clients = List.of(
                client(HttpVersion.HTTP_1_1, true),
                client(HttpVersion.HTTP_1_1, false),
                client(HttpVersion.HTTP_2, true));
        clients.forEach(client -> keepAsking(client, running, answered, failures));
        await().until(() -> answered.get() > 20);
        assertThat(TlsLook.subject(port, "localhost")).isEqualTo("CN=old");

        link(NEW);

        await().until(() -> TlsLook.subject(port, "localhost").equals("CN=new"));
        int before = answered.get();
        await().until(() -> answered.get() > before + 20);
        running.set(false);
        assertThat(failures).isEmpty();
        for (HttpClient client : clients) {
            await(client.close());
        }
        assertThat(Http3Client.subject(gateway.vertx(), port)).isEqualTo("CN=new");
    }

    @Test
    void aBadFileKeepsTheOldCertificateAndIsReportedOnce() throws Exception {
        int port = gateway.usher().httpsPort();
        Path key = directory.resolve("data/tls.key");
        Files.copy(NEW.key(), key, StandardCopyOption.REPLACE_EXISTING);

        await().until(() -> !errors().isEmpty());
        Files.writeString(key, "no key");
        await().until(() -> errors().size() > 1);
        Files.delete(key);
        await().until(() -> errors().size() > 2);

        assertThat(TlsLook.subject(port, "localhost")).isEqualTo("CN=old");
        Files.copy(NEW.cert(), directory.resolve("data/tls.crt"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(NEW.key(), key);
        await().until(() -> TlsLook.subject(port, "localhost").equals("CN=new"));
        assertThat(errors())
                .hasSize(3)
                .allMatch(error -> error.startsWith("listen.https: cannot use ") && error.contains("tls.key"))
                .noneMatch(error -> error.contains("no key"));
    }

    private static void keepAsking(
            HttpClient client, AtomicBoolean running, AtomicInteger answered, Queue<Throwable> failures) {
        client.request(HttpMethod.GET, "/public/1")
                .compose(request -> WholeAnswer.to(request, null, (head, body) -> body))
                .onFailure(failures::add)
                .onSuccess(body -> {
                    answered.incrementAndGet();
                    if (running.get()) {
                        keepAsking(client, running, answered, failures);
                    }
                });
    }

    private HttpClient client(HttpVersion version, boolean kept) {
        return gateway.vertx()
                .createHttpClient(
                        new HttpClientOptions()
                                .setProtocolVersion(version)
                                .setUseAlpn(version == HttpVersion.HTTP_2)
                                .setKeepAlive(kept)
                                .setSsl(true)
                                .setTrustAll(true)
                                .setVerifyHost(false)
                                .setDefaultHost("127.0.0.1")
                                .setDefaultPort(gateway.usher().httpsPort()),
                        new PoolOptions().setHttp1MaxSize(1));
    }

    /** As Kubernetes does it: a directory of its own, and a link that is moved over the old one. */
    private void link(TestCertificate certificate) throws Exception {
        Path version = Files.createTempDirectory(directory, "version");
        Files.copy(certificate.cert(), version.resolve("tls.crt"));
        Files.copy(certificate.key(), version.resolve("tls.key"));
        Path link = Files.createSymbolicLink(directory.resolve("next"), version);
        Files.move(link, directory.resolve("data"), StandardCopyOption.ATOMIC_MOVE);
    }

    private List<String> errors() {
        return new ArrayList<>(said.list)
                .stream()
                        .filter(event -> event.getLevel() == Level.ERROR)
                        .map(ILoggingEvent::getFormattedMessage)
                        .toList();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("dev.usher.listener.CertificateFiles");
    }
}
