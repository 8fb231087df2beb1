package dev.usher.http;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The names that the fields of most messages have, made once and not with each message. Immutable. */
public final class UsualNames {

    private static final List<String> NAMES = List.of(
            "Accept",
            "Accept-Encoding",
            "Accept-Language",
            "Accept-Ranges",
            "Access-Control-Allow-Origin",
            "Age",
            "Application-Type",
            "Authorization",
            "Cache-Control",
            "Connection",
            "Content-Encoding",
            "Content-Language",
            "Content-Length",
            "Content-Security-Policy",
            "Content-Type",
            "Cookie",
            "Date",
            "DNT",
            "ETag",
            "Expires",
            "Host",
            "If-Modified-Since",
            "If-None-Match",
            "Keep-Alive",
            "Last-Modified",
            "Location",
            "Origin",
            "Pragma",
            "Priority",
            "Referer",
            "Sec-CH-UA",
            "Sec-CH-UA-Mobile",
            "Sec-CH-UA-Platform",
            "Sec-Fetch-Dest",
            "Sec-Fetch-Mode",
            "Sec-Fetch-Site",
            "Sec-Fetch-User",
            "Server",
            "Set-Cookie",
            "Strict-Transport-Security",
            "Transfer-Encoding",
            "Upgrade-Insecure-Requests",
            "User-Agent",
            "User-Token",
            "Vary",
            "X-Content-Type-Options",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Forwarded-Proto",
            "X-Powered-By",
            "X-Request-Id",
            "X-Requested-With");

    private static final List<List<AsciiString>> BY_LENGTH = byLength();

    private UsualNames() {}

    /** The name in this part of a line, spelled like this or all in lower case; absent: it is another one. */
    public static @Nullable AsciiString of(byte[] line, int start, int length) {
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
