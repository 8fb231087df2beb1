package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.quic.QuicSslContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Another authority of the clients: whom it does not know is not let in, not even by a ticket of before. */
class ClientAuthorityReloadTest {

    private static final TestCertificate OWN = TestCertificate.usual();
    private static final TestCertificate BEFORE = TestCertificate.create("CN=before", "dns:before.test");
    private static final TestCertificate AFTER = TestCertificate.create("CN=after", "dns:after.test");

    /** Whoever is let in is let in by then; whoever is not would wait for as long as he likes. */
    private static final Duration SOON = Duration.ofSeconds(2);

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    private TestGateway gateway = TestGateway.usual();
    private Path authority = Path.of("");

    @TempDir
    private Path directory;

    @BeforeEach
    @SuppressWarnings("NullAway") // the extension does not look at its context
    void start() throws Exception {
        authority = directory.resolve("ca.crt");
        Files.copy(BEFORE.cert(), authority);
        gateway = TestGateway.usual().withTls(OWN, "http3: true", "watch: 50ms", "client-ca: " + authority);
        gateway.beforeAll(null);
    }

    @AfterEach
    @SuppressWarnings("NullAway")
    void stop() throws Exception {
        gateway.afterAll(null);
    }

    @Test
    void overTcp() throws Exception {
        SSLContext known = TlsLook.client(Insisting.of(BEFORE));
        long first = Long.parseLong(ask(known));
        Await.until(() -> System.currentTimeMillis() > first + 5);
        assertThat(ask(known)).as("it comes back with its ticket").isEqualTo(String.valueOf(first));

        change();
        Await.until(() -> !ask(TlsLook.client(Insisting.of(AFTER))).equals("not answered"));

        assertThat(ask(known)).isEqualTo("not answered");
    }

    @Test
    void overQuic() throws Exception {
        QuicSslContext known = Insisting.on(BEFORE);
        assertThat(ask(known)).isEqualTo("anew");
        assertThat(ask(known)).isEqualTo("by ticket");

        change();
        Await.until(() -> ask(Insisting.on(AFTER), SOON).equals("anew"));

        assertThat(ask(known, SOON)).isEqualTo("not answered");
    }

    private void change() throws IOException {
        Path next = Files.copy(AFTER.cert(), directory.resolve("next.crt"));
        Files.move(next, authority, StandardCopyOption.ATOMIC_MOVE);
    }

    /** When the session began that a request was answered in. */
    private String ask(SSLContext client) {
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory()
                .createSocket("127.0.0.1", gateway.usher().httpsPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET /public/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).startsWith("HTTP/1.1 200");
            return String.valueOf(socket.getSession().getCreationTime());
        } catch (IOException refused) {
            return "not answered";
        }
    }

    private String ask(QuicSslContext client) {
        return ask(client, Duration.ofSeconds(10));
    }

    private String ask(QuicSslContext client, Duration patience) {
        try (RawHttp3 connection = new RawHttp3(gateway.usher().httpsPort(), client, patience).greet()) {
            if (connection.get("/public/1").status() != 200) {
                return "not answered";
            }
            return connection.handshake().isResumed() ? "by ticket" : "anew";
        } catch (IllegalStateException refused) {
            return "not answered";
        }
    }
}
