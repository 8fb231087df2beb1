package dev.usher.login;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Exchange;
import dev.usher.http.Page;
import dev.usher.http.Parting;
import dev.usher.http.StrictJson;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint answers: JSON for programs, a page or another address for browsers. No cache keeps any of it
 * that does not say so itself.
 *
 * @param fields of the head, in their order
 */
public record Reply(
        int status, List<Field> fields, @Nullable Buffer body) {

    /** One of the head. */
    public record Field(CharSequence name, CharSequence value) {}

    public Reply {
        fields = List.copyOf(fields);
    }

    public static Reply ok(JsonNode body) {
        return new Reply(
                200,
                List.of(new Field(HttpHeaders.CONTENT_TYPE, "application/json")),
                Buffer.buffer(StrictJson.write(body)));
    }

    static Reply page(Page page) {
        MultiMap headers = HttpHeaders.headers();
        page.describe(headers);
        List<Field> fields = headers.entries().stream()
                .map(field -> new Field(field.getKey(), field.getValue()))
                .toList();
        return new Reply(200, fields, Buffer.buffer(page.html()));
    }

    static Reply noContent() {
        return new Reply(204, List.of(), null);
    }

    /** To be asked for with GET, whatever this was: RFC 9110 section 15.4.4. */
    static Reply seeOther(String location) {
        return new Reply(303, List.of(new Field(HttpHeaders.LOCATION, location)), Buffer.buffer());
    }

    /** For now and for this client, there is another place to look: RFC 9110 section 15.4.3. */
    static Reply found(String location) {
        return new Reply(302, List.of(new Field(HttpHeaders.LOCATION, location)), Buffer.buffer());
    }

    /** The same with one more field. */
    Reply with(CharSequence name, CharSequence value) {
        return new Reply(
                status,
                Stream.concat(fields.stream(), Stream.of(new Field(name, value)))
                        .toList(),
                body);
    }

    /** Answers, and takes leave of a client that still sends a body which nobody reads. */
    public void write(Exchange exchange, Parting parting) {
        HttpServerResponse response = exchange.response();
        if (response.closed()) {
            return;
        }
        response.setStatusCode(status).putHeader("x-request-id", exchange.id());
        fields.forEach(field -> response.headers().add(field.name(), field.value()));
        if (!response.headers().contains(HttpHeaders.CACHE_CONTROL)) {
            response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        exchange.writeOwnFields(response.headers());
        parting.ending(exchange.request(), false, () -> end(exchange.request(), response));
    }

    private Future<Void> end(HttpServerRequest request, HttpServerResponse response) {
        if (body == null) {
            return response.end();
        }
        response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
        return request.method().equals(HttpMethod.HEAD) ? response.end() : response.end(body);
    }
}
