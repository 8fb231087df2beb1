package dev.usher.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What goes wrong with a call. {@link Delay} and {@link Held} keep back the answer of a call that was carried out;
 * all others take the place of the call, which then has no effect.
 */
public sealed interface Fault {

    static Fault delay(Duration duration) {
        return new Delay(duration);
    }

    /** No answer, ever; the connection stays open. */
    static Fault hang() {
        return new Hang();
    }

    /** The connection is closed without an answer. */
    static Fault reset() {
        return new Reset();
    }

    /** Each call waits until {@link Held#release()}. */
    static Held hold() {
        return new Held();
    }

    static Fault reply(int status, Map<String, String> headers, String body) {
        return new Reply(new Answer(status, headers, body));
    }

    /** An error answer in the service's own form. */
    static Fault error(int status, int code, String message) {
        return new Reply(Answer.error(status, code, message));
    }

    static Fault serverError() {
        return reply(500, Map.of("Content-Type", "text/plain"), "Internal Server Error");
    }

    static Fault tooManyRequests(int retryAfterSeconds) {
        return reply(429, Map.of("Retry-After", String.valueOf(retryAfterSeconds)), "");
    }

    static Fault malformedJson() {
        return reply(200, Map.of("Content-Type", "application/json"), "{\"objectId\":\"8EC4");
    }

    static Fault html() {
        return reply(200, Map.of("Content-Type", "text/html"), "<html><body>Be right back</body></html>");
    }

    static Fault emptyBody() {
        return reply(200, Map.of(), "");
    }

    static Fault redirect(String location) {
        return reply(302, Map.of("Location", location), "");
    }

    /** The JSON string {@code "true"} where {@code true} is due. */
    static Fault stringTrue() {
        return reply(200, Map.of("Content-Type", "application/json"), "\"true\"");
    }

    /** A valid JSON string of that many bytes. */
    static Fault oversize(int bytes) {
        return reply(200, Map.of("Content-Type", "application/json"), '"' + "x".repeat(Math.max(0, bytes - 2)) + '"');
    }

    record Delay(Duration duration) implements Fault {
        public Delay {
            if (duration.toMillis() < 1) {
                throw new IllegalArgumentException("a delay must be a millisecond or longer");
            }
        }
    }

    record Hang() implements Fault {}

    record Reset() implements Fault {}

    record Reply(Answer answer) implements Fault {}

    /** A gate that calls wait at, already carried out, until a test opens it; then it stays open. */
    final class Held implements Fault {

        private final Promise<Void> gate = Promise.promise();
        private final AtomicInteger arrived = new AtomicInteger();

        private Held() {}

        /** Lets the answers go; a second time does nothing. */
        public void release() {
            gate.tryComplete();
        }

        /** How many calls reached the gate. */
        public int arrived() {
            return arrived.get();
        }

        Future<Void> pass() {
            arrived.incrementAndGet();
            return gate.future();
        }
    }
}
