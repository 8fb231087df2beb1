package dev.usher.config;

import java.util.regex.Pattern;

/**
 * One thing wrong with the file, in one line. Holds no value that came from a variable, a secret file or a secret key.
 *
 * @param file as it was named to the reader
 * @param line counted from 1; 0: the file as a whole
 * @param key the path of the key, such as {@code session.ttl}; empty: no key in particular
 * @param text what is wrong, what is allowed, and a suggestion where there is a good one
 */
public record Problem(String file, int line, String key, String text) {

    /** A key may hold anything; neither a line break nor a terminal's escape may get out of it. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\u2028\u2029]");

    public Problem {
        key = INVISIBLE.matcher(key).replaceAll("?");
        text = INVISIBLE.matcher(text).replaceAll("?");
    }

    /** As compilers say it, so that editors and terminals make it a link. */
    @Override
    public String toString() {
        return file + (line == 0 ? "" : ":" + line) + ": " + (key.isEmpty() ? "" : key + ": ") + text;
    }
}
