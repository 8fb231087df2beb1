package dev.usher.proxy;

import dev.usher.http.Exchange;
import dev.usher.http.FieldList;
import dev.usher.http.ShortAnswers;
import dev.usher.http.ShortMessage;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an answer on their way to the client. Vert.x is given them when it has to write the head; those of an
 * answer that turns out to be short, and there at once, go out as they are. Belongs to one relay.
 */
final class AnswerHead {

    private final Exchange exchange;
    private final HttpServerResponse client;
    private final FieldList fields = new FieldList();
    private @Nullable ShortAnswers shortAnswers;
    private boolean given;

    AnswerHead(Exchange exchange) {
        this.exchange = exchange;
        this.client = exchange.response();
    }

    /** To be filled with what the client may see of the service's. */
    FieldList fields() {
        return fields;
    }

    /** Keeps them back as long as the whole answer may be short. To be called when they are complete. */
    void holdIfShort() {
        CharSequence length = fields.get(HttpHeaders.CONTENT_LENGTH);
        if (length != null
                && isShort(Long.parseLong(length.toString()))
                && client.getStatusCode() == 200
                && exchange.request().version() == HttpVersion.HTTP_1_1
                && !exchange.hasOwnFields()) {
            shortAnswers = ShortAnswers.of(exchange.request());
        }
    }

    private static boolean isShort(long length) {
        return 0 < length && length <= ShortMessage.MOST_BODY_BYTES;
    }

    boolean isHeld() {
        return shortAnswers != null && !given;
    }

    /**
     * Gives them to Vert.x, if it has not got them.
     *
     * @throws IllegalArgumentException when it takes one of them for malformed
     */
    void give() {
        if (!given) {
            fields.copyTo(client.headers());
            exchange.writeOwnFields(client.headers());
            given = true;
        }
    }

    /** All of the answer is handed over next. */
    void goOut() {
        if (shortAnswers != null && !given) {
            given = true;
            shortAnswers.await(client.headers(), fields);
        }
    }

    /** Its first value; absent: there is none. */
    @Nullable
    String get(CharSequence name) {
        CharSequence value = isHeld() ? fields.get(name) : client.headers().get(name);
        return value == null ? null : value.toString();
    }
}
