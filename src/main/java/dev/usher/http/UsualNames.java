package dev.usher.http;

import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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

    /** A power of two that leaves most names a place of their own. */
    private static final int PLACES = 512;

    private static final @Nullable AsciiString[] TABLE = table();

    private UsualNames() {}

    /** The name in this part of a line, spelled like this or all in lower case; absent: it is another one. */
    public static @Nullable AsciiString of(byte[] line, int start, int length) {
        if (length == 0) {
            return null;
        }
        int place = place(line, start, length);
        for (AsciiString usual = TABLE[place]; usual != null; usual = TABLE[place]) {
            if (usual.length() == length && Arrays.equals(usual.array(), 0, length, line, start, start + length)) {
                return usual;
            }
            place = behind(place);
        }
        return null;
    }

    /** By what tells most names apart: the length and the octets at both ends. */
    private static int place(byte[] line, int start, int length) {
        return 31 * (31 * length + line[start]) + line[start + length - 1] & PLACES - 1;
    }

    private static int behind(int place) {
        return place + 1 & PLACES - 1;
    }

    private static @Nullable AsciiString[] table() {
        @Nullable AsciiString[] table = new AsciiString[PLACES];
        for (String name : NAMES) {
            for (String spelled : Set.of(name, name.toLowerCase(Locale.ROOT))) {
                AsciiString usual = AsciiString.cached(spelled);
                int place = place(usual.array(), 0, usual.length());
                while (table[place] != null) {
                    place = behind(place);
                }
                table[place] = usual;
            }
        }
        return table;
    }
}
