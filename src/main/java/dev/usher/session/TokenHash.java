package dev.usher.session;

import dev.usher.config.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** SHA-256 of a client's token: what caches are keyed by, so that no raw token lies in a map, a log or a dump. */
public record TokenHash(long a, long b, long c, long d) implements Comparable<TokenHash> {

    private static final int BYTES = 32;
    private static final Comparator<TokenHash> ORDER = Comparator.comparing(TokenHash::a, Long::compareUnsigned)
            .thenComparing(TokenHash::b, Long::compareUnsigned)
            .thenComparing(TokenHash::c, Long::compareUnsigned)
            .thenComparing(TokenHash::d, Long::compareUnsigned);
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    /** 64 hexadecimal digits in lower case. */
    public String hex() {
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .putLong(a)
                .putLong(b)
                .putLong(c)
                .putLong(d)
                .array();
        return HexFormat.of().formatHex(bytes);
    }

    /** Absent for anything but what {@link #hex} gives. */
    public static @Nullable TokenHash ofHex(String text) {
        return HEX.matcher(text).matches() ? of(HexFormat.of().parseHex(text)) : null;
    }

    private static TokenHash of(byte[] bytes) {
        ByteBuffer hash = ByteBuffer.wrap(bytes);
        return new TokenHash(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
    }

    /** In the order of {@link #hex}. */
    @Override
    public int compareTo(TokenHash other) {
        return ORDER.compare(this, other);
    }

    /** Hashes on one event loop; a digest is not safe to share. */
    static final class Hasher {
        private final MessageDigest sha256 = Digest.SHA_256.start();

        TokenHash hash(String token) {
            return of(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
