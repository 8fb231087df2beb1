package dev.usher.config;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Brings a segment of a pattern into the normal form of request paths, RFC 3986 section 6.2.2: what is unreserved is
 * plain, what is not ASCII is escaped, escapes are in upper case. Refuses what no request can have in its path.
 */
final class PathSegment {

    /** Of RFC 3986's {@code pchar} beside the unreserved, without {@code ;}, {@code *} and {@code +}. */
    private static final String PLAIN = "!$&'(),=:@";

    private static final Pattern ESCAPED_TWICE = Pattern.compile("%25[0-9A-Fa-f]{2}");

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final byte[] written;
    private final StringBuilder normal = new StringBuilder();
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

    private PathSegment(byte[] written) {
        this.written = written;
    }

    static String normalised(String text) throws Rejected {
        try {
            ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] written = new byte[utf8.remaining()];
            utf8.get(written);
            return new PathSegment(written).normalised();
        } catch (CharacterCodingException e) {
            throw new Rejected("must be valid UTF-8, its %-escapes too");
        }
    }

    private String normalised() throws Rejected, CharacterCodingException {
        for (int at = 0; at < written.length; at++) {
            if (written[at] == '%') {
                escape(at);
                at += 2;
            } else {
                plain(written[at] & 0xff);
            }
        }
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets.toByteArray()));
        if (normal.toString().equals(".") || normal.toString().equals("..")) {
            throw new Rejected("must not have . or .. as a segment: no request has one");
        }
        if (ESCAPED_TWICE.matcher(normal).find()) {
            throw new Rejected("must not be escaped twice: requests that are get refused");
        }
        return normal.toString();
    }

    private void escape(int at) throws Rejected {
        if (at + 2 >= written.length
                || !HexFormat.isHexDigit(written[at + 1])
                || !HexFormat.isHexDigit(written[at + 2])) {
            throw new Rejected("must have two hex digits after each %; a literal % is %25");
        }
        int octet = (HexFormat.fromHexDigit(written[at + 1]) << 4) | HexFormat.fromHexDigit(written[at + 2]);
        if (octet == '/' || octet == '\\' || octet == ';' || octet < ' ' || octet == 0x7f) {
            throw new Rejected("must not have an encoded slash, backslash, ; or control character: requests with one "
                    + "are refused");
        }
        refusePlus(octet);
        append(octet, standsForItself(octet));
    }

    private void plain(int octet) throws Rejected {
        refusePlus(octet);
        boolean passes = standsForItself(octet);
        if (!passes && octet < 0x80) {
            throw new Rejected("must not have spaces, control characters or any of ?#;\\{}<>|^`[]\"; use * for one "
                    + "segment, or an escape such as %20");
        }
        append(octet, passes);
    }

    /** Requests may spell it two ways, which services tell apart or not; a pattern would miss one of them. */
    private static void refusePlus(int octet) throws Rejected {
        if (octet == '+') {
            throw new Rejected("must not have a +, which some services read as a space; use * for the segment");
        }
    }

    private void append(int octet, boolean asItIs) {
        octets.write(octet);
        if (asItIs) {
            normal.append((char) octet);
        } else {
            normal.append('%').append(HEX.toHexDigits((byte) octet));
        }
    }

    private static boolean standsForItself(int octet) {
        return (octet >= 'a' && octet <= 'z')
                || (octet >= 'A' && octet <= 'Z')
                || (octet >= '0' && octet <= '9')
                || "-._~".indexOf(octet) >= 0
                || PLAIN.indexOf(octet) >= 0;
    }
}
