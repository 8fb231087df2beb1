package dev.usher.proxy;

import dev.usher.http.HopByHop;
import dev.usher.identity.ReservedNames;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;
import java.util.Map;

/**
 * What comes after a service's body, for clients that want it (RFC 9110 section 6.5): without what ends here, what is
 * the gateway's, and what means something only before the body. Immutable; shared by all event loops.
 */
public final class ResponseTrailers {

    private final ReservedNames reserved;

    public ResponseTrailers(ReservedNames reserved) {
        this.reserved = reserved;
    }

    /** To be called when the service's body has ended and the client's has not. */
    void write(HttpServerRequest request, ServiceResponse service) {
        MultiMap received = service.trailers();
        HttpServerResponse client = request.response();
        if (received.isEmpty() || !arePossible(request, client)) {
            return;
        }
        HopByHop hopByHop = HopByHop.of(service.headers());
        for (Map.Entry<String, String> field : received) {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            if (!name.startsWith(":") && !HeadOnly.contains(name) && !hopByHop.ends(name) && !reserved.contains(name)) {
                client.trailers().add(name, field.getValue());
            }
        }
    }

    /** Whether the client says that it takes trailers; {@code TE} ends here and is said anew where it is true. */
    static boolean areWanted(HttpServerRequest request) {
        for (String line : request.headers().getAll(HttpHeaderNames.TE)) {
            for (String coding : line.split(",", -1)) {
                if (coding.strip().equalsIgnoreCase("trailers")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** HTTP/1.1 has a place for them in a chunked body alone; in HTTP/2 they belong to every message. */
    private static boolean arePossible(HttpServerRequest request, HttpServerResponse client) {
        return request.version() == HttpVersion.HTTP_1_0 || request.version() == HttpVersion.HTTP_1_1
                ? client.isChunked() && areWanted(request)
                : true;
    }
}
