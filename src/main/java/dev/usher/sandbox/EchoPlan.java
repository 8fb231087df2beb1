package dev.usher.sandbox;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks the echo service to do, in its query or path so that it passes through a gateway:
 * {@code ?status=}, {@code ?header=Name:value} (repeatable), {@code ?delay=} ms before the first byte, {@code ?hang},
 * {@code ?close=before} or {@code ?close=body}, {@code ?chunked}, {@code ?early} (answer before the body is read),
 * {@code ?gzip}, and a path that ends with {@code /bytes/<n>}. For WebSockets: {@code ?hello}, {@code ?closeCode=}, see
 * {@link EchoSocket}.
 *
 * @param bytes how many bytes of the pattern to answer instead of the echo; negative: the echo
 */
record EchoPlan(
        int status,
        List<String> headers,
        Duration delay,
        boolean hang,
        Close close,
        boolean chunked,
        boolean early,
        boolean gzip,
        boolean hello,
        int closeCode,
        long bytes) {

    private static final Pattern BYTES = Pattern.compile(".*/bytes/(\\d{1,18})");

    enum Close {
        NEVER,
        BEFORE,
        BODY
    }

    static EchoPlan of(HttpServerRequest request) {
        MultiMap query = query(request);
        return new EchoPlan(
                number(query.get("status"), 200, "[2-9]\\d\\d"),
                query.getAll("header"),
                Duration.ofMillis(number(query.get("delay"), 0, "\\d{1,6}")),
                query.contains("hang"),
                close(query.get("close")),
                query.contains("chunked"),
                query.contains("early"),
                query.contains("gzip"),
                query.contains("hello"),
                number(query.get("closeCode"), 0, "[1-4]\\d{3}"),
                bytes(request.path()));
    }

    /** A query that cannot be decoded is echoed like any other; it asks for nothing. */
    private static MultiMap query(HttpServerRequest request) {
        try {
            return request.params();
        } catch (IllegalArgumentException undecodable) {
            return MultiMap.caseInsensitiveMultiMap();
        }
    }

    private static int number(@Nullable String text, int otherwise, String form) {
        return text != null && text.matches(form) ? Integer.parseInt(text) : otherwise;
    }

    private static Close close(@Nullable String when) {
        return switch (when) {
            case "before" -> Close.BEFORE;
            case "body" -> Close.BODY;
            case null, default -> Close.NEVER;
        };
    }

    private static long bytes(@Nullable String path) {
        Matcher matcher = BYTES.matcher(path == null ? "" : path);
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
    }
}
