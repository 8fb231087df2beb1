package dev.usher.config;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.spec.SecretKeySpec;

/**
 * A 256-bit key for sealed tokens. Tokens name the key that sealed them by its id, so that keys can be rotated.
 *
 * @param id the first four bytes of the key's SHA-256, in hexadecimal; says nothing about the key
 */
public record SealingKey(String id, SecretKeySpec key) {

    public static final int BYTES = 32;

    /** @param bytes exactly {@link #BYTES} of them; copied */
    public static SealingKey of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("A sealing key has " + BYTES + " bytes, not " + bytes.length);
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new SealingKey(
                    HexFormat.of().formatHex(Arrays.copyOf(digest, 4)), new SecretKeySpec(bytes.clone(), "AES"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "SealingKey[" + id + "]";
    }
}
