package dev.usher.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which answers are compressed on routes that ask for it: text that the service left as it is, for clients that take
 * gzip. Bounded by how many are compressed at once; the others go as they are. One instance per event loop.
 */
final class Compression {

    /** Each holds a quarter of a mebibyte outside the heap. */
    static final int MOST_AT_ONCE = 64;

    /** Below that the frame of gzip and the work outweigh what is saved. */
    private static final long LEAST_BYTES = 1_024;

    private static final List<String> TEXTS =
            List.of("application/json", "application/javascript", "application/x-javascript", "application/xml");
    private static final List<String> SUFFIXES = List.of("+json", "+xml");

    /** These speak of the very bytes that the service sent. */
    private static final List<String> DIGESTS = List.of("content-digest", "digest", "content-md5");

    private static final CharSequence RANGE = HttpHeaders.createOptimized("range");
    private static final CharSequence CONTENT_RANGE = HttpHeaders.createOptimized("content-range");

    private int atOnce;

    /**
     * Looks at an answer whose headers are those for the client, and changes them to what they must be then.
     *
     * @return what its body goes through; absent: it goes as it is
     */
    @Nullable
    Gzip of(HttpServerRequest request, BodySink client) {
        HttpServerResponse response = request.response();
        MultiMap headers = response.headers();
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        if (!canHaveOther(response.getStatusCode(), headers)
                || length != null && Long.parseLong(length) < LEAST_BYTES) {
            return null;
        }
        vary(headers);
        if (request.version() == HttpVersion.HTTP_1_0
                || request.method().equals(HttpMethod.HEAD)
                || request.headers().contains(RANGE)
                || !AcceptEncoding.prefersGzip(request.headers().getAll(HttpHeaders.ACCEPT_ENCODING))
                || atOnce == MOST_AT_ONCE) {
            return null;
        }
        atOnce++;
        describe(headers);
        // of a body that nobody knows the end of, each piece may be one that somebody waits for
        return new Gzip(client, length == null, () -> atOnce--);
    }

    /** Whether there is another form of this answer at all, for whichever client. */
    private static boolean canHaveOther(int status, MultiMap headers) {
        return status != 204
                && status != 205
                && status != 206
                && status != 304
                && isText(headers.get(HttpHeaders.CONTENT_TYPE))
                && !headers.contains(HttpHeaders.CONTENT_ENCODING)
                && !headers.contains(CONTENT_RANGE)
                && DIGESTS.stream().noneMatch(headers::contains)
                && !lists(headers, HttpHeaders.CACHE_CONTROL, "no-transform");
    }

    private static boolean isText(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        int end = contentType.indexOf(';');
        String type =
                (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return !type.equals("text/event-stream")
                && !type.startsWith("application/grpc")
                && (type.startsWith("text/")
                        || TEXTS.contains(type)
                        || SUFFIXES.stream().anyMatch(type::endsWith));
    }

    /** For caches, also where this client gets the answer as it is. */
    private static void vary(MultiMap headers) {
        if (!lists(headers, HttpHeaders.VARY, "accept-encoding") && !lists(headers, HttpHeaders.VARY, "*")) {
            headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        }
    }

    private static void describe(MultiMap headers) {
        headers.set(HttpHeaders.CONTENT_ENCODING, "gzip");
        headers.remove(HttpHeaders.CONTENT_LENGTH);
        // the service counts in other bytes
        headers.remove(HttpHeaders.ACCEPT_RANGES);
        String tag = headers.get(HttpHeaders.ETAG);
        if (tag != null && !tag.startsWith("W/")) {
            // RFC 9110 section 8.8.1: a strong one promises the same bytes
            headers.set(HttpHeaders.ETAG, "W/" + tag);
        }
    }

    private static boolean lists(MultiMap headers, CharSequence name, String word) {
        for (String line : headers.getAll(name)) {
            for (String member : line.split(",", -1)) {
                if (member.strip().equalsIgnoreCase(word)) {
                    return true;
                }
            }
        }
        return false;
    }
}
