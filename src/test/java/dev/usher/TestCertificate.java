package dev.usher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** A certificate for localhost that nobody but tests trusts, made by the JDK's own tool, as two PEM files. */
public record TestCertificate(Path cert, Path key) {

    /** The same one for all classes that are content with any: the tool takes its time. */
    public static TestCertificate usual() {
        return Usual.CERTIFICATE;
    }

    public static TestCertificate create() {
        return create("CN=localhost", "dns:localhost,ip:127.0.0.1");
    }

    /**
     * One for other names.
     *
     * @param subject a distinguished name
     * @param names as keytool has them: {@code dns:a.example.com,dns:*.example.com}
     */
    public static TestCertificate create(String subject, String names) {
        try {
            Path directory = Files.createTempDirectory("usher-tls");
            Path store = directory.resolve("store.p12");
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "tls",
                            "-keyalg",
                            "EC",
                            "-groupname",
                            "secp256r1",
                            "-dname",
                            subject,
                            "-ext",
                            "SAN=" + names,
                            "-validity",
                            "2",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            "password")
                    .inheritIO()
                    .start();
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("keytool failed");
            }
            KeyStore keys = KeyStore.getInstance(store.toFile(), "password".toCharArray());
            return new TestCertificate(
                    pem(
                            directory.resolve("tls.crt"),
                            "CERTIFICATE",
                            keys.getCertificate("tls").getEncoded()),
                    pem(
                            directory.resolve("tls.key"),
                            "PRIVATE KEY",
                            keys.getKey("tls", "password".toCharArray()).getEncoded()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static final class Usual {
        private static final TestCertificate CERTIFICATE = create();
    }

    private static Path pem(Path file, String what, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }
}
