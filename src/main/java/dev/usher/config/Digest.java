package dev.usher.config;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash functions in use, each of which every Java has. */
public enum Digest {
    /** For what a protocol asks for it; it protects nothing. */
    SHA_1("SHA-1"),
    SHA_256("SHA-256");

    private final String algorithm;

    Digest(String algorithm) {
        this.algorithm = algorithm;
    }

    public byte[] of(byte[] bytes) {
        return start().digest(bytes);
    }

    /** One to keep; not safe to share between threads. */
    public MessageDigest start() {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
