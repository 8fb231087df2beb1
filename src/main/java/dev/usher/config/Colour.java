package dev.usher.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A colour of the sign-in page.
 *
 * @param rgb eight bits each of red, green and blue
 */
public record Colour(int rgb) {

    private static final Pattern HEX = Pattern.compile("#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})");

    static Colour parse(String text) throws Rejected {
        if (!HEX.matcher(text).matches()) {
            throw new Rejected("must be a colour such as \"#1d4ed8\", in quotes: without them # starts a comment");
        }
        String digits = text.substring(1);
        String all = digits.length() == 3 ? digits.replaceAll("[0-9A-Fa-f]", "$0$0") : digits;
        return new Colour(Integer.parseInt(all, 16));
    }

    /** As style sheets have it. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "#%06x", rgb);
    }
}
