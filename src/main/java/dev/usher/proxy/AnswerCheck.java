package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.http.Exchange;
import io.vertx.core.buffer.Buffer;

/** Reads some answers before their clients do. Called on the event loop. */
public interface AnswerCheck {

    /** Everything goes to its client as it comes. */
    AnswerCheck NONE = new AnswerCheck() {
        @Override
        public boolean withholds(int status) {
            return false;
        }

        @Override
        public Buffer read(Exchange exchange, Forward permit, Buffer body) {
            return body;
        }
    };

    /** Whether an answer is held back until all of it is there. */
    boolean withholds(int status);

    /**
     * What the client gets in its place; the head can still be changed.
     *
     * @throws dev.usher.http.GatewayFailure which is answered instead
     */
    Buffer read(Exchange exchange, Forward permit, Buffer body);
}
