package dev.usher.limit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.config.Digest;
import java.nio.ByteBuffer;
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
        ByteBuffer hash = ByteBuffer.wrap(Digest.SHA_256.of(folded.getBytes(UTF_8)));
        return new AccountKey(hash.getLong(), hash.getLong());
    }

    private static String bare(String text) {
        return NOT_COMPARED
                .matcher(Normalizer.normalize(text, Normalizer.Form.NFKD))
                .replaceAll("");
    }
}
