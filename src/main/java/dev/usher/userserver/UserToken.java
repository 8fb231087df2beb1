package dev.usher.userserver;

import java.util.regex.Pattern;

/**
 * The user server's own token: what can stand in a header (RFC 6750 section 2.1). Backendless's are upper-case UUIDs in
 * all samples; what cannot be one never gets into a path (it takes them as the last segment of
 * {@code users/isvalidusertoken/<token>}).
 */
public record UserToken(String value) {

    private static final int LONGEST = 2_048;
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9._~+/-]{8,}=*");
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_-]{8,256}");

    public UserToken {
        if (!hasShape(value)) {
            throw new IllegalArgumentException("this cannot be a user token");
        }
    }

    public static boolean hasShape(String text) {
        return text.length() <= LONGEST && SHAPE.matcher(text).matches();
    }

    /** Whether it is one that Backendless can have given. */
    public static boolean fitsPath(String text) {
        return SEGMENT.matcher(text).matches();
    }

    @Override
    public String toString() {
        return "***";
    }
}
