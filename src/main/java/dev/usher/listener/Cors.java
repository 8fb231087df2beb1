package dev.usher.listener;

import dev.usher.config.CorsDefinition;
import dev.usher.http.Exchange;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells browsers which pages may read a route's answers, by the Fetch standard. Decides nothing about the request
 * itself: a page that may not read is refused by its browser, everybody else is not a browser. Stateless.
 */
final class Cors {

    private static final String USUAL_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";

    /** What a service says of these is not passed on. */
    private static final List<String> OWN = List.of(
            "access-control-allow-origin",
            "access-control-allow-credentials",
            "access-control-allow-methods",
            "access-control-allow-headers",
            "access-control-allow-private-network",
            "access-control-expose-headers",
            "access-control-max-age");

    private Cors() {}

    /**
     * Sees to the fields of every answer to this request.
     *
     * @return whether the request is the browser's own question, which is answered here: it carries no token, and the
     *     service is not asked
     */
    static boolean answers(Exchange exchange, CorsDefinition cors) {
        MultiMap asked = exchange.request().headers();
        String origin = asked.get(HttpHeaders.ORIGIN);
        boolean allowed = origin != null && cors.allows(origin);
        exchange.onEveryAnswer(headers -> write(headers, cors, allowed ? origin : null));
        String method = asked.get(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
        boolean isQuestion = exchange.request().method().equals(HttpMethod.OPTIONS) && origin != null && method != null;
        if (isQuestion) {
            answer(exchange, cors, allowed, asked.get(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS));
        }
        return isQuestion;
    }

    private static void write(MultiMap headers, CorsDefinition cors, @Nullable String origin) {
        for (int i = 0; i < OWN.size(); i++) {
            headers.remove(OWN.get(i));
        }
        if (cors.anyOrigin()) {
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        } else {
            headers.add(HttpHeaders.VARY, "Origin");
            if (origin == null) {
                return;
            }
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        }
        if (cors.credentials()) {
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        }
        if (!cors.expose().isEmpty()) {
            headers.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, String.join(", ", cors.expose()));
        }
    }

    private static void answer(
            Exchange exchange, CorsDefinition cors, boolean allowed, @Nullable String requestedHeaders) {
        MultiMap headers = exchange.response().setStatusCode(204).headers();
        exchange.writeOwnFields(headers);
        headers.set("x-request-id", exchange.id());
        headers.add(HttpHeaders.VARY, "Access-Control-Request-Method, Access-Control-Request-Headers");
        if (allowed) {
            headers.set(
                    HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS,
                    cors.methods().isEmpty() ? USUAL_METHODS : String.join(", ", cors.methods()));
            String mayCarry = cors.headers().isEmpty() ? requestedHeaders : String.join(", ", cors.headers());
            if (mayCarry != null) {
                headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, mayCarry);
            }
            headers.set(
                    HttpHeaders.ACCESS_CONTROL_MAX_AGE,
                    String.valueOf(cors.maxAge().toSeconds()));
        }
    }
}
