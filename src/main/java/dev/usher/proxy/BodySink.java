package dev.usher.proxy;

import io.vertx.core.buffer.Buffer;

/**
 * Where a body goes. A chunk that is written is the sink's, which gives it back ({@link Lent}) when it has no more use
 * for it. Called on the event loop.
 */
interface BodySink {

    /** One that is gone says so itself, elsewhere. */
    void write(Buffer chunk);

    /** Whether so much waits in it already that nothing more should be written for now. */
    boolean isFull();

    /** Runs when it was full and takes more. */
    void whenDrained(Runnable action);
}
