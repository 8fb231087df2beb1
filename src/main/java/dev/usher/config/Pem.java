package dev.usher.config;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Whether PEM files hold what they should: what cannot be used is a problem of the file, and not of the first
 * connection. Says nothing of what is in them.
 */
final class Pem {

    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String END = "-----END CERTIFICATE-----";
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s");

    private Pem() {}

    static Parser<Path> certificates(Path directory) {
        return text -> {
            Path file = Scalar.readableFile(directory).parse(text);
            if (areCertificates(file)) {
                return file;
            }
            throw new Rejected("must be certificates as PEM has them", "looked into " + file);
        };
    }

    /** Each of them; what else is in the file, such as a key, is not looked at. */
    private static boolean areCertificates(Path file) {
        try {
            CertificateFactory x509 = CertificateFactory.getInstance("X.509");
            String[] blocks = read(file).toString().split(BEGIN, -1);
            for (int i = 1; i < blocks.length; i++) {
                String block = blocks[i].substring(0, Math.max(0, blocks[i].indexOf(END)));
                byte[] der =
                        Base64.getDecoder().decode(WHITE_SPACE.matcher(block).replaceAll(""));
                x509.generateCertificate(new ByteArrayInputStream(der));
            }
            return blocks.length > 1;
        } catch (IOException | CertificateException | IllegalArgumentException broken) {
            return false;
        }
    }

    /** A problem of {@code key} where the key is not that of the first certificate. */
    static void requirePair(Section section, Path cert, Path key) {
        if (!arePair(cert, key)) {
            section.problem("key", "must be the private key of cert, EC or RSA, as PEM and without a password");
        }
    }

    private static boolean arePair(Path cert, Path key) {
        try {
            KeyPairPem.read(read(cert), read(key));
            return true;
        } catch (Exception broken) {
            return false;
        }
    }

    private static Buffer read(Path file) throws IOException {
        return Buffer.buffer(Files.readAllBytes(file));
    }
}
