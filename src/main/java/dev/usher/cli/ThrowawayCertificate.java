package dev.usher.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** A certificate of the moment's own key, in files that only their owner can read, which {@link #close} removes. */
record ThrowawayCertificate(Path directory) implements AutoCloseable {

    private static final String PASSWORD = "password";

    /** Asks keytool, since Java has no other way to make one; fails where there is none. */
    static ThrowawayCertificate make() throws IOException, GeneralSecurityException, InterruptedException {
        ThrowawayCertificate made = new ThrowawayCertificate(Files.createTempDirectory("usher-train"));
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String what = "-genkeypair -alias own -keyalg EC -groupname secp256r1 -dname CN=localhost -storetype PKCS12";
        ProcessBuilder making = new ProcessBuilder((keytool + " " + what).split(" "));
        making.command().addAll(List.of("-keystore", made.store().toString(), "-storepass", PASSWORD));
        if (making.redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                != 0) {
            throw new GeneralSecurityException("keytool has failed");
        }
        KeyStore keys = KeyStore.getInstance(made.store().toFile(), PASSWORD.toCharArray());
        write(made.certificate(), "CERTIFICATE", keys.getCertificate("own").getEncoded());
        write(
                made.key(),
                "PRIVATE KEY",
                keys.getKey("own", PASSWORD.toCharArray()).getEncoded());
        return made;
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
