package dev.usher.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes, in the one form that is matched, authorised and forwarded (RFC 3986 section 6.2.2, made
 * stricter: what two servers could read differently is refused instead of repaired).
 *
 * @param path starts with a slash; no empty inner, dot or parameter segments; one spelling for each path: escapes in
 *     upper case, and never of a character that may stand for itself. Only {@code +} and {@code %2B} stay apart, since
 *     some services read the first as a space; {@code *} is always escaped, since in patterns it stands for a segment
 * @param query what followed the question mark, as received; absent: there was none
 */
public record RequestTarget(String path, @Nullable String query) {

    /**
     * Parses the origin form or the path of an absolute form.
     *
     * @throws GatewayFailure.BadRequest when the target is ambiguous
     */
    public static RequestTarget parse(String target) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String query = mark < 0 ? null : checkedQuery(target.substring(mark + 1));
        return new RequestTarget(isPlain(path) ? path : normalise(path), query);
    }

    /**
     * Whether a target had this form when it was received, so that whoever passes it on as it was passes on what was
     * matched. Two things are all the same: the case of an escape's digits, and {@code *} for {@code %2A}.
     */
    public boolean isVerbatim(String received) {
        int at = 0;
        for (int i = 0; i < path.length(); at++) {
            char c = at < received.length() ? received.charAt(at) : '?';
            if (c == '*' && path.startsWith("%2A", i)) {
                i += 3;
            } else if (c == '%' && path.regionMatches(true, i, received, at, 3)) {
                i += 3;
                at += 2;
            } else if (c == path.charAt(i)) {
                i++;
            } else {
                return false;
            }
        }
        return at == received.length() || received.charAt(at) == '?';
    }

    /** The path and query as they go onto the wire. */
    public String pathAndQuery() {
        return withPath(path);
    }

    /** The same query below another path, after a prefix was stripped. */
    public String withPath(String otherPath) {
        return query == null ? otherPath : otherPath + '?' + query;
    }

    /** The common case, decided without allocating: nothing in the path needs work or suspicion. */
    private static boolean isPlain(String path) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            return false;
        }
        char previous = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letterOrDigit && c != '-' && c != '_' && c != '~' && (c != '/' || previous == '/')) {
                if (c != '.' || previous == '/') {
                    return false;
                }
            }
            previous = c;
        }
        return true;
    }

    private static String normalise(String path) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            throw new GatewayFailure.BadRequest("the request target must be a path that starts with /");
        }
        StringBuilder normal = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%') {
                i = appendEscapes(path, i, normal) - 1;
            } else if (c == '/') {
                closeSegment(normal);
            } else if (standsForItself(c) || c == '+') {
                normal.append(c);
            } else if (c == '*') {
                normal.append("%2A");
            } else {
                throw new GatewayFailure.BadRequest("the path must not contain " + describe(c));
            }
        }
        refuseDotSegment(normal);
        refuseDoubleEscape(normal);
        return normal.toString();
    }

    /** Repeated slashes count as one, here and at the service alike. */
    private static void closeSegment(StringBuilder normal) {
        refuseDotSegment(normal);
        if (normal.isEmpty() || normal.charAt(normal.length() - 1) != '/') {
            normal.append('/');
        }
    }

    private static void refuseDotSegment(StringBuilder normal) {
        int start = normal.lastIndexOf("/") + 1;
        int length = normal.length() - start;
        if (length > 0 && length < 3 && normal.charAt(start) == '.' && normal.charAt(normal.length() - 1) == '.') {
            throw new GatewayFailure.BadRequest("the path must not contain dot segments");
        }
    }

    /** Takes a whole run of escapes, since a character beyond ASCII spans several; returns the index behind it. */
    private static int appendEscapes(String path, int start, StringBuilder normal) {
        int end = start;
        while (end < path.length() && path.charAt(end) == '%') {
            end += 3;
        }
        ByteBuffer octets = ByteBuffer.allocate((end - start) / 3);
        for (int i = start; i < end; i += 3) {
            octets.put((byte) octet(path, i));
        }
        octets.flip();
        requireUtf8(octets);
        for (int i = start; i < end; i += 3) {
            int octet = octet(path, i);
            refuseAmbiguous(octet);
            appendOctet(octet, normal);
        }
        return end;
    }

    /** A service that decodes twice would read another path than the one that was matched. */
    private static void refuseDoubleEscape(StringBuilder normal) {
        for (int i = normal.indexOf("%25"); i >= 0; i = normal.indexOf("%25", i + 1)) {
            if (isHex(normal, i + 3) && isHex(normal, i + 4)) {
                throw new GatewayFailure.BadRequest("the path must not be escaped twice");
            }
        }
    }

    private static int octet(String path, int percent) {
        if (!isHex(path, percent + 1) || !isHex(path, percent + 2)) {
            throw new GatewayFailure.BadRequest("the path has a broken escape");
        }
        return Character.digit(path.charAt(percent + 1), 16) << 4 | Character.digit(path.charAt(percent + 2), 16);
    }

    private static void requireUtf8(ByteBuffer octets) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(octets);
        } catch (CharacterCodingException e) {
            throw new GatewayFailure.BadRequest("the path has escapes that are not UTF-8", e);
        }
    }

    private static void refuseAmbiguous(int octet) {
        if (octet == '/' || octet == '\\' || octet == ';' || octet < ' ' || octet == 0x7f) {
            throw new GatewayFailure.BadRequest("the path must not contain an escaped " + describe((char) octet));
        }
    }

    private static void appendOctet(int octet, StringBuilder normal) {
        if (octet < 0x80 && standsForItself((char) octet)) {
            normal.append((char) octet);
        } else {
            normal.append('%').append(hexDigit(octet >> 4)).append(hexDigit(octet & 15));
        }
    }

    private static String checkedQuery(String query) {
        for (int i = 0; i < query.length(); i++) {
            char c = query.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                throw new GatewayFailure.BadRequest("the query must not contain " + describe(c));
            }
        }
        return query;
    }

    private static boolean standsForItself(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~!$&'(),=:@".indexOf(c) >= 0;
    }

    private static boolean isHex(CharSequence text, int index) {
        return index < text.length() && text.charAt(index) < 0x80 && Character.digit(text.charAt(index), 16) >= 0;
    }

    private static char hexDigit(int nibble) {
        return "0123456789ABCDEF".charAt(nibble);
    }

    private static String describe(char c) {
        return c > ' ' && c < 0x7f ? "'" + c + "'" : String.format("the character U+%04X", (int) c);
    }
}
