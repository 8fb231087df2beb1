package dev.usher.limit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Which account a login means, however it is spelled: user servers forgive case, blanks and look-alikes, and each
 * spelling of its own would be a bucket of its own. A part of a hash, since it is kept and clients choose its length.
 */
record AccountKey(long high, long low) {

    static AccountKey of(String login) {
        String lower = Normalizer.normalize(login, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        String folded = Normalizer.normalize(lower, Normalizer.Form.NFKC).strip();
        try {
            ByteBuffer hash =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(folded.getBytes(UTF_8)));
            return new AccountKey(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
