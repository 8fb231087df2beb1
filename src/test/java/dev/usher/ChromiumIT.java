package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A browser that most people have, over HTTP/3: what no client of our own stack can prove. */
class ChromiumIT {

    private static final TestCertificate CERTIFICATE = TestCertificate.usual();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().withTls(CERTIFICATE, "http3: true");

    @TempDir
    private Path directory;

    @Test
    void chromiumIsAnsweredOverHttp3() throws Exception {
        String origin = "localhost:" + gateway.usher().httpsPort();
        try (Chromium chromium = Chromium.start(
                directory,
                "--origin-to-force-quic-on=" + origin,
                "--ignore-certificate-errors-spki-list=" + publicKeyHash())) {
            ChromiumTab tab = chromium.tab();
            tab.open("https://" + origin + "/public/1");
            assertThat(String.join("", tab.told())).contains("\"via\"", "3 usher", "/public/1");
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
