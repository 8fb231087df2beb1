package dev.usher.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A failure as gRPC's clients read it: status 200, and what went wrong as fields of an answer that is nothing but a
 * head ("Trailers-Only" in gRPC over HTTP/2).
 */
final class GrpcAnswer {

    private static final String CONTENT_TYPE = "application/grpc";

    private GrpcAnswer() {}

    /** Calls of gRPC itself; gRPC-Web is read by browsers, which want a status. */
    static boolean isFor(HttpServerRequest request) {
        return Exchange.isStream(request)
                && request.method().equals(HttpMethod.POST)
                && isCall(request.getHeader(HttpHeaders.CONTENT_TYPE));
    }

    private static boolean isCall(@Nullable String type) {
        int end = CONTENT_TYPE.length();
        return type != null
                && type.regionMatches(true, 0, CONTENT_TYPE, 0, end)
                && (type.length() == end || type.charAt(end) == '+' || type.charAt(end) == ';');
    }

    /** With nothing that was meant for another answer. */
    static void writeHead(Exchange exchange, GatewayFailure failure) {
        HttpServerResponse response = exchange.response().setStatusCode(200);
        response.headers().clear();
        response.putHeader(HttpHeaders.CONTENT_TYPE, CONTENT_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("x-request-id", exchange.id());
        writeStatus(response.headers(), failure);
    }

    /** The same for an answer that has begun, as its trailers. */
    static void writeStatus(MultiMap fields, GatewayFailure failure) {
        fields.set("grpc-status", String.valueOf(status(failure.status())))
                .set("grpc-message", encoded(failure.text()));
    }

    /** "HTTP to gRPC Status Code Mapping" of gRPC's documentation. */
    private static int status(int http) {
        return switch (http) {
            case 400 -> 13;
            case 401 -> 16;
            case 403 -> 7;
            case 404 -> 12;
            case 429, 502, 503, 504 -> 14;
            default -> 2;
        };
    }

    /** Percent-encoding as gRPC has it for messages: all but visible ASCII and blanks. */
    private static String encoded(String message) {
        StringBuilder encoded = new StringBuilder(message.length());
        for (byte octet : message.getBytes(StandardCharsets.UTF_8)) {
            if (octet >= ' ' && octet <= '~' && octet != '%') {
                encoded.append((char) octet);
            } else {
                encoded.append(String.format(Locale.ROOT, "%%%02X", octet));
            }
        }
        return encoded.toString();
    }
}
