package dev.usher.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate of the moment's own key, in files that only their owner can read, which {@link #close} removes. */
record ThrowawayCertificate(Path directory) implements AutoCloseable {

    private static final String PASSWORD = "password";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Asks keytool, since Java has no other way to make one; fails where there is none. */
    static ThrowawayCertificate make() throws IOException, GeneralSecurityException, InterruptedException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        ThrowawayCertificate made = new ThrowawayCertificate(Files.createTempDirectory("usher-train"));
        made.fill(keytool, PATIENCE);
        return made;
    }

    /** Leaves nothing behind where it fails. */
    void fill(Path keytool, Duration patience) throws IOException, GeneralSecurityException, InterruptedException {
        try {
            makeStore(keytool, patience);
            KeyStore keys = KeyStore.getInstance(store().toFile(), PASSWORD.toCharArray());
            write(certificate(), "CERTIFICATE", keys.getCertificate("own").getEncoded());
            write(
                    key(),
                    "PRIVATE KEY",
                    keys.getKey("own", PASSWORD.toCharArray()).getEncoded());
        } catch (IOException | GeneralSecurityException | InterruptedException | RuntimeException failure) {
            close();
            throw failure;
        }
    }

    private void makeStore(Path keytool, Duration patience)
            throws IOException, GeneralSecurityException, InterruptedException {
        String what = "-genkeypair -alias own -keyalg EC -groupname secp256r1 -dname CN=localhost -storetype PKCS12";
        List<String> command = new ArrayList<>(List.of(keytool.toString()));
        command.addAll(List.of(what.split(" ")));
        command.addAll(List.of("-keystore", store().toString(), "-storepass", PASSWORD));
        Process making = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!making.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS) || making.exitValue() != 0) {
                throw new GeneralSecurityException("keytool has failed");
            }
        } finally {
            making.destroyForcibly();
        }
    }

    private static void write(Path file, String what, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }

    private Path store() {
        return directory.resolve("store.p12");
    }

    Path certificate() {
        return directory.resolve("tls.crt");
    }

    Path key() {
        return directory.resolve("tls.key");
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(store());
        Files.deleteIfExists(certificate());
        Files.deleteIfExists(key());
        Files.deleteIfExists(directory);
    }
}
