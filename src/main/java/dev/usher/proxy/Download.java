package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.http.Exchange;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The service's answer on its way to the client: head, framing and body. Belongs to one relay. */
final class Download {

    private static final String EVENTS = "text/event-stream";

    private final ServiceResponse service;
    private final Exchange exchange;
    private final Forward permit;
    private final AnswerCheck check;
    private final HttpServerRequest request;
    private final HttpServerResponse client;
    private final AnswerHead head;
    private final ClientBody body;
    private final @Nullable Withheld withheld;
    private final @Nullable Gzip gzip;
    private final Pump pump;
    private final boolean lengthIsKnown;
    private @Nullable Buffer instead;
    private boolean last;

    Download(ServiceResponse service, Exchange exchange, Forward permit, Forwarder forwarder, Runnable progress) {
        this.service = service;
        this.exchange = exchange;
        this.permit = permit;
        this.check = forwarder.check();
        this.request = exchange.request();
        this.client = exchange.response();
        this.body = new ClientBody(request);
        this.head = new AnswerHead(exchange);
        if (service.statusCode() != client.getStatusCode()) {
            client.setStatusCode(service.statusCode());
        }
        forwarder.responseHead().write(exchange, permit, service.headers(), head.fields());
        this.withheld = !hasNoBody() && check.withholds(service.statusCode()) ? new Withheld() : null;
        Compression compression = withheld == null ? forwarder.compression(permit.route()) : null;
        if (!hasNoBody() && withheld == null && compression == null) {
            head.holdIfShort();
        }
        if (!head.isHeld()) {
            head.give();
        }
        this.gzip = compression == null ? null : compression.of(request, body);
        if (withheld != null) {
            client.headers().remove(HttpHeaders.CONTENT_LENGTH);
        }
        String length = head.get(HttpHeaders.CONTENT_LENGTH);
        long end = endsWithItsLastByte(length);
        this.lengthIsKnown = hasNoBody() || length != null || withheld != null;
        this.pump = new Pump(service, sink(), end, bytes -> {
            progress.run();
            if (bytes != end) {
                // this piece is not all
                head.give();
            }
            if (withheld != null && withheld.isTooLong(bytes)) {
                // not while the last of it is being read
                forwarder.endOfTurn().run(this::stopReading);
            }
        });
        // without a length and without chunks, the end of the connection is the end of the answer
        this.last = request.version() == HttpVersion.HTTP_1_0 && !lengthIsKnown;
    }

    private BodySink sink() {
        return withheld != null ? withheld : gzip != null ? gzip : body;
    }

    /**
     * Copies the body; one of the two is run, once.
     *
     * @param sent when all of it is handed to the client's connection
     * @param broken when that does not come, with the reason
     */
    void send(EndOfTurn endOfTurn, Runnable sent, Consumer<Throwable> broken) {
        if (last || service.statusCode() == 204) {
            client.headersEndHandler(v -> finishHead());
        }
        if (hasNoBody()) {
            service.exceptionHandler(failure -> {}).endHandler(v -> {});
            service.resume();
            sent.run();
            return;
        }
        if (request.version() != HttpVersion.HTTP_1_0 && withheld == null) {
            if (request.version() == HttpVersion.HTTP_1_1 && !lengthIsKnown) {
                client.setChunked(true);
            }
            // a head that comes alone must not wait for the first event; mostly the body is there in the same turn
            endOfTurn.run(this::flushHead);
        }
        pump.start(sent, broken);
    }

    private void stopReading() {
        pump.stop(new IllegalStateException("an error that does not end"));
    }

    /** Shows the client what was withheld or held back; when all of it is there. */
    void show() {
        if (!pump.hasRest()) {
            head.give();
        }
        if (withheld != null) {
            Buffer shown = check.read(exchange, permit, withheld.body());
            client.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(shown.length()));
            instead = shown;
        }
    }

    /** Says what came after the body; when it has been sent, and before the answer ends. */
    void sendTrailers(ResponseTrailers trailers) {
        if (!hasNoBody() && withheld == null) {
            trailers.write(request, service);
        }
    }

    /** Ends the answer; the future completes when all of it is written. */
    Future<Void> end() {
        Buffer rest = instead != null ? instead : gzip != null ? gzip.finish() : pump.takeRest();
        if (rest == null) {
            head.give();
            return client.end();
        }
        head.goOut();
        return body.end(rest);
    }

    /** It goes no further. */
    void abandon(Throwable why) {
        pump.stop(why);
        if (gzip != null) {
            gzip.abandon();
        }
    }

    boolean lengthIsKnown() {
        return lengthIsKnown;
    }

    /** Its end is a sign to its client to ask again, and nobody takes it for complete. */
    boolean isEventStream() {
        String type = head.get(HttpHeaders.CONTENT_TYPE);
        return type != null && type.regionMatches(true, 0, EVENTS, 0, EVENTS.length());
    }

    /** No other answer follows on this HTTP/1 connection. */
    void isLast() {
        last = true;
    }

    /** Whether the service will take another request on the connection of this answer, RFC 9112 section 9.3. */
    boolean keepsConnection() {
        String connection = service.headers().get(HttpHeaders.CONNECTION);
        return service.version() == HttpVersion.HTTP_2
                || service.version() == HttpVersion.HTTP_1_1
                        && (connection == null
                                || !connection.toLowerCase(Locale.ROOT).contains("close"));
    }

    boolean endsConnection() {
        return last;
    }

    /** Whether it is the client that does not take more. */
    boolean isBlocked() {
        return pump.isBlocked();
    }

    /** On HTTP/2 the end is said by itself, and may come late; on HTTP/1 the codec has seen to the digits. */
    private long endsWithItsLastByte(@Nullable String length) {
        return length == null || hasNoBody() || service.version() == HttpVersion.HTTP_2
                ? Pump.OPEN
                : Long.parseLong(length);
    }

    private void finishHead() {
        if (last && !Exchange.isStream(request)) {
            client.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        if (client.getStatusCode() == 204) {
            // RFC 9110 section 8.6
            client.headers().remove(HttpHeaders.CONTENT_LENGTH);
        }
    }

    private void flushHead() {
        if (!client.headWritten() && !client.ended() && !client.closed()) {
            try {
                head.give();
                client.writeHead();
            } catch (IllegalArgumentException malformed) {
                pump.stop(malformed);
            }
        }
    }

    private boolean hasNoBody() {
        return request.method().equals(HttpMethod.HEAD) || service.statusCode() == 204 || service.statusCode() == 304;
    }
}
