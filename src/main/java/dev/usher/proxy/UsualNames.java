package dev.usher.proxy;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The names that the fields of most answers have, made once and not with each answer. Immutable. */
final class UsualNames {

    private static final List<String> NAMES = List.of(
            "Accept-Ranges",
            "Access-Control-Allow-Origin",
            "Age",
            "Cache-Control",
            "Connection",
            "Content-Encoding",
            "Content-Language",
            "Content-Length",
            "Content-Security-Policy",
            "Content-Type",
            "Date",
            "ETag",
            "Expires",
            "Keep-Alive",
            "Last-Modified",
            "Location",
            "Pragma",
            "Server",
            "Set-Cookie",
            "Strict-Transport-Security",
            "Transfer-Encoding",
            "Vary",
            "X-Content-Type-Options",
            "X-Powered-By");

    private static final List<List<AsciiString>> BY_LENGTH = byLength();

    private UsualNames() {}

    /** The name in this part of a line, spelled like this or all in lower case; absent: it is another one. */
    static @Nullable AsciiString of(byte[] line, int start, int length) {
        if (length < BY_LENGTH.size()) {
            List<AsciiString> candidates = BY_LENGTH.get(length);
            for (int i = 0; i < candidates.size(); i++) {
                if (Arrays.equals(candidates.get(i).array(), 0, length, line, start, start + length)) {
                    return candidates.get(i);
                }
            }
        }
        return null;
    }

    private static List<List<AsciiString>> byLength() {
        List<List<AsciiString>> lists = new ArrayList<>();
        for (String name : NAMES) {
            while (lists.size() <= name.length()) {
                lists.add(new ArrayList<>());
            }
            lists.get(name.length()).add(AsciiString.cached(name));
            lists.get(name.length()).add(AsciiString.cached(name.toLowerCase(Locale.ROOT)));
        }
        return lists;
    }
}
