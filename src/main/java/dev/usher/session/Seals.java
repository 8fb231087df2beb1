package dev.usher.session;

import dev.usher.config.SealingKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals bytes with AES-256-GCM (NIST SP 800-38D) and a random 96-bit nonce; the first key seals, all open. What a
 * sealed text is for is authenticated with it, and so is the user server's address: it is good for one purpose and one
 * user server only. Safe from every thread.
 */
final class Seals {

    /** What sealing adds. */
    static final int OVERHEAD = 12 + 16;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Map<String, SealingKey> keys = new LinkedHashMap<>();
    private final SealingKey sealing;
    private final byte[] audience;
    private final SecureRandom random = new SecureRandom();

    /** Without any keys, a random one is made, and what it sealed ends with the process. */
    Seals(List<SealingKey> configured, URI userServer) {
        List<SealingKey> all = configured.isEmpty() ? List.of(randomKey()) : configured;
        all.forEach(key -> keys.put(key.id(), key));
        sealing = all.getFirst();
        audience = userServer.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Which key {@link #seal} uses; whoever opens must know. */
    String keyId() {
        return sealing.id();
    }

    /** @param purpose what it is for, in ASCII */
    byte[] seal(byte[] plain, String purpose) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = Arrays.copyOf(nonce, plain.length + OVERHEAD);
        try {
            cipher(Cipher.ENCRYPT_MODE, sealing, nonce, purpose).doFinal(plain, 0, plain.length, sealed, NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
        return sealed;
    }

    /** Absent for whatever was not sealed with this key, for this purpose and this user server. */
    byte @Nullable [] open(String keyId, byte[] sealed, String purpose) {
        SealingKey key = keys.get(keyId);
        if (key == null || sealed.length < OVERHEAD) {
            return null;
        }
        byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, key, nonce, purpose)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            // not ours or not whole: one answer for both, and no hint which
            return null;
        }
    }

    /** A name that does not say what it is for, in hexadecimal digits; the same for whoever seals with the same key. */
    String alias(String what) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(sealing.key());
            mac.update(audience);
            return HexFormat.of().formatHex(mac.doFinal(what.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC", e);
        }
    }

    private Cipher cipher(int mode, SealingKey key, byte[] nonce, String purpose) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key.key(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(purpose.getBytes(StandardCharsets.US_ASCII));
        cipher.updateAAD(audience);
        return cipher;
    }

    private static SealingKey randomKey() {
        byte[] bytes = new byte[SealingKey.BYTES];
        new SecureRandom().nextBytes(bytes);
        return SealingKey.of(bytes);
    }
}
