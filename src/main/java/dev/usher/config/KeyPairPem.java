package dev.usher.config;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.X509KeyManager;

/**
 * A certificate and its key that were read and belong together.
 *
 * @param chain its own certificate first
 * @param names DNS names of its subject alternative names, in lower case; {@code *.} starts a wildcard
 */
public record KeyPairPem(PrivateKey key, List<X509Certificate> chain, List<String> names) {

    private static final int DNS_NAME = 2;

    public KeyPairPem {
        chain = List.copyOf(chain);
        names = List.copyOf(names);
    }

    /**
     * Reads both and sees whether the key is the certificate's.
     *
     * @throws GeneralSecurityException when they are of different pairs
     * @throws Exception whatever else is wrong with them
     */
    public static KeyPairPem read(Buffer certificate, Buffer key) throws Exception {
        X509KeyManager manager = (X509KeyManager) new PemKeyCertOptions()
                .setCertValue(certificate)
                .setKeyValue(key)
                .getKeyManagerFactory(null)
                .getKeyManagers()[0];
        for (String type : List.of("EC", "RSA", "EdDSA", "Ed25519", "Ed448")) {
            String[] aliases = manager.getServerAliases(type, null);
            if (aliases != null && aliases.length > 0) {
                PrivateKey own = manager.getPrivateKey(aliases[0]);
                List<X509Certificate> chain = List.of(manager.getCertificateChain(aliases[0]));
                requirePair(chain.getFirst().getPublicKey(), own);
                return new KeyPairPem(own, chain, names(chain.getFirst()));
            }
        }
        throw new GeneralSecurityException("the key is of none of the kinds EC, RSA and Ed25519");
    }

    /** When its own certificate ends. */
    public Instant expires() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    private static void requirePair(PublicKey certified, PrivateKey key) throws GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        byte[] signature = signing.sign();
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(certified);
        if (!verifying.verify(signature)) {
            throw new GeneralSecurityException("the key is not the certificate's");
        }
    }

    private static List<String> names(X509Certificate certificate) throws GeneralSecurityException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        return alternatives == null
                ? List.of()
                : alternatives.stream()
                        .filter(name -> Integer.valueOf(DNS_NAME).equals(name.getFirst()))
                        .map(name -> String.valueOf(name.get(1)).toLowerCase(Locale.ROOT))
                        .toList();
    }

    /** Nothing of the key. */
    @Override
    public String toString() {
        return "KeyPairPem" + names;
    }
}
