package dev.usher.http;

import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads and thins out {@code Cookie} fields (RFC 6265 section 5.4) without touching the other cookies' spelling, and
 * tells what a {@code Set-Cookie} field would set.
 */
public final class Cookies {

    private static final String COOKIE = "cookie";

    /** Names that begin so are guarded by browsers, which do not look at the letters' case there. */
    private static final List<String> GUARDED = List.of("__Host-", "__Secure-");

    private Cookies() {}

    /** Every value that a request has under one cookie name; browsers send several when paths or domains overlap. */
    public static List<String> values(MultiMap headers, String name) {
        List<String> found = new ArrayList<>(1);
        for (String line : headers.getAll(COOKIE)) {
            for (String pair : line.split(";", -1)) {
                if (isNamed(pair, name)) {
                    found.add(trimmed(pair.substring(pair.indexOf('=') + 1)));
                }
            }
        }
        return found;
    }

    /** The field value without one cookie; absent when nothing is left. */
    public static @Nullable String without(String line, String name) {
        if (!line.contains(name)) {
            return line;
        }
        List<String> kept = new ArrayList<>();
        for (String pair : line.split(";", -1)) {
            String cookie = trimmed(pair);
            if (!isNamed(cookie, name) && !cookie.isEmpty()) {
                kept.add(cookie);
            }
        }
        return kept.isEmpty() ? null : String.join("; ", kept);
    }

    /**
     * Whether a browser that is told to set this cookie might send one of that name later, RFC 6265 section 5.2. One
     * without a name is sent as its value alone, which can look like another's name and value.
     */
    public static boolean sets(String setCookie, String name) {
        int end = setCookie.indexOf(';');
        String cookie = trimmed(end < 0 ? setCookie : setCookie.substring(0, end));
        String pair = cookie.startsWith("=") ? cookie.substring(1) : cookie;
        int equals = pair.indexOf('=');
        return equals > 0 && isSpelled(trimmed(pair.substring(0, equals)), name);
    }

    private static boolean isSpelled(String found, String name) {
        for (String prefix : GUARDED) {
            int length = prefix.length();
            if (name.regionMatches(true, 0, prefix, 0, length)) {
                return found.regionMatches(true, 0, prefix, 0, length)
                        && found.substring(length).equals(name.substring(length));
            }
        }
        return found.equals(name);
    }

    private static boolean isNamed(String pair, String name) {
        int equals = pair.indexOf('=');
        return equals > 0 && trimmed(pair.substring(0, equals)).equals(name);
    }

    /** Blanks and tabs alone: with any other character around it, a name is not the one whose prefix browsers guard. */
    private static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
