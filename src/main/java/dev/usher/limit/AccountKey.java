package dev.usher.limit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which account a login means, however it is spelled: user servers forgive case, blanks, look-alikes, accents and what
 * nobody sees, and each spelling of its own would be a bucket of its own. A part of a hash, since it is kept and
 * clients choose its length.
 */
record AccountKey(long high, long low) {

    /** Marks, and what controls, formats or is no character. */
    private static final Pattern NOT_COMPARED = Pattern.compile("[\\p{M}\\p{C}]+");

    static AccountKey of(String login) {
        String folded = bare(login).toLowerCase(Locale.ROOT).strip();
        try {
            ByteBuffer hash =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(folded.getBytes(UTF_8)));
            return new AccountKey(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String bare(String text) {
        return NOT_COMPARED
                .matcher(Normalizer.normalize(text, Normalizer.Form.NFKD))
                .replaceAll("");
    }
}
