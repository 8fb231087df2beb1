package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A browser that most people have, over HTTP/3: what no client of our own stack can prove. */
class ChromiumIT {

    private static final TestCertificate CERTIFICATE = TestCertificate.create();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().withTls(CERTIFICATE, "http3: true");

    @TempDir
    private Path directory;

    @Test
    void chromiumIsAnsweredOverHttp3() throws Exception {
        Path chromium = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(Path.of(""));
        if (System.getenv("CI") == null) {
            assumeThat(chromium)
                    .as("Chromium is installed (Debian's package chromium); in CI it must be")
                    .isNotEqualTo(Path.of(""));
        }
        String origin = "localhost:" + gateway.usher().httpsPort();
        Path page = directory.resolve("page.html");
        Process process = new ProcessBuilder(List.of(
                        chromium.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--user-data-dir=" + directory.resolve("profile"),
                        // the gateway of this test listens on one address, and Chromium would try ::1 first
                        "--host-resolver-rules=MAP localhost 127.0.0.1",
                        "--origin-to-force-quic-on=" + origin,
                        "--ignore-certificate-errors-spki-list=" + publicKeyHash(),
                        "--dump-dom",
                        "https://" + origin + "/public/1"))
                .redirectOutput(page.toFile())
                .redirectError(directory.resolve("err.txt").toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(Files.readString(page))
                .as(() -> "Chromium said: " + err())
                .contains("\"via\"", "3 usher", "/public/1");
    }

    private String err() {
        try {
            return Files.readString(directory.resolve("err.txt"));
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }

    private static String publicKeyHash() throws Exception {
        try (var in = Files.newInputStream(CERTIFICATE.cert())) {
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(certificate.getPublicKey().getEncoded());
            return Base64.getEncoder().encodeToString(hash);
        }
    }
}
