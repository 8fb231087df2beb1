package dev.usher.userserver;

import java.util.regex.Pattern;

/**
 * The user server's own token. An upper-case UUID in all samples; what cannot be one never gets into a path
 * (Backendless takes it as the last segment of {@code users/isvalidusertoken/<token>}).
 */
public record UserToken(String value) {

    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{8,256}");

    public UserToken {
        if (!hasShape(value)) {
            throw new IllegalArgumentException("this cannot be a user token");
        }
    }

    public static boolean hasShape(String text) {
        return text.length() <= 256 && SHAPE.matcher(text).matches();
    }

    @Override
    public String toString() {
        return "***";
    }
}
