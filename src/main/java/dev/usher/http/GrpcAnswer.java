package dev.usher.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A failure as gRPC's clients read it: status 200, and what went wrong as fields of an answer that is nothing but a
 * head ("Trailers-Only" in gRPC over HTTP/2).
 */
final class GrpcAnswer {

    private static final String CONTENT_TYPE = "application/grpc";

    private GrpcAnswer() {}

    static boolean isFor(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.regionMatches(true, 0, CONTENT_TYPE, 0, CONTENT_TYPE.length());
    }

    static void writeHead(HttpServerResponse response, GatewayFailure failure) {
        writeStatus(
                response.setStatusCode(200)
                        .putHeader(HttpHeaders.CONTENT_TYPE, CONTENT_TYPE)
                        .headers(),
                failure);
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
