package dev.usher.access;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells a person who goes to a page from a program that calls: the first can be sent to another page, for the second
 * that would be an answer it does not understand. Stateless.
 *
 * @param fetchMode {@code Sec-Fetch-Mode} (W3C Fetch Metadata); absent: a program, or a browser in plain text
 * @param fetchDest {@code Sec-Fetch-Dest}, which says whether the page is one of its own or a part of another
 * @param byScript whether the request says that a script sent it, as {@code X-Requested-With} does
 */
public record Navigation(
        String method,
        @Nullable String fetchMode,
        @Nullable String fetchDest,
        @Nullable String accept,
        boolean byScript) {

    /** Whether this goes to a page, with nothing in it that would be lost on the way to another. */
    public boolean isToPage() {
        if (!reads() || byScript) {
            return false;
        }
        return fetchMode == null ? prefersHtml(accept) : fetchMode.equals("navigate") && "document".equals(fetchDest);
    }

    /** Whether another page could take the place of the answer at all. */
    public boolean reads() {
        return method.equals("GET") || method.equals("HEAD");
    }

    /** Whether an answer without end is wanted, whose reader would take another page for a broken one. */
    public boolean isToStream() {
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/event-stream");
    }

    /** Whether HTML is what a client likes best, RFC 9110 section 12.5.1; of equals, what it named first. */
    public static boolean prefersHtml(@Nullable String accept) {
        if (accept == null) {
            return false;
        }
        boolean isHtml = false;
        double best = 0;
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            double quality = quality(parts);
            if (quality > best) {
                best = quality;
                String type = parts[0].strip();
                isHtml = type.equals("text/html") || type.equals("application/xhtml+xml");
            }
        }
        return isHtml;
    }

    /** What is no number is said by nobody who means it. */
    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                String weight = parameter.substring(2);
                return weight.matches("[01](\\.[0-9]{0,3})?") ? Double.parseDouble(weight) : 0;
            }
        }
        return 1;
    }
}
