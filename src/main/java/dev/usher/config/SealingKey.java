package dev.usher.config;

import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.spec.SecretKeySpec;

/**
 * A 256-bit key for sealed tokens. Tokens name the key that sealed them by its id, so that keys can be rotated.
 *
 * @param id the first four bytes of the key's SHA-256, in hexadecimal; says nothing about the key
 */
public record SealingKey(String id, SecretKeySpec key) {

    public static final int BYTES = 32;

    /**
     * Makes a key and its id.
     *
     * @param bytes exactly {@link #BYTES} of them; copied
     */
    public static SealingKey of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("A sealing key has " + BYTES + " bytes, not " + bytes.length);
        }
        String id = HexFormat.of().formatHex(Digest.SHA_256.of(bytes), 0, 4);
        return new SealingKey(id, new SecretKeySpec(bytes.clone(), "AES"));
    }

    /** Reads base64, base64url (both with or without padding) or hexadecimal. */
    static SealingKey parse(String text) throws Rejected {
        byte[] bytes = decode(text);
        if (bytes.length != BYTES) {
            throw new Rejected("must be 32 bytes in base64 or hex; make one with: openssl rand -base64 32");
        }
        return of(bytes);
    }

    private static byte[] decode(String text) {
        try {
            if (text.length() == 2 * BYTES) {
                return HexFormat.of().parseHex(text);
            }
            return Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_'));
        } catch (IllegalArgumentException e) {
            // The caller says what is allowed; the text is a secret and stays out of it.
            return new byte[0];
        }
    }

    @Override
    public String toString() {
        return "SealingKey[" + id + "]";
    }
}
