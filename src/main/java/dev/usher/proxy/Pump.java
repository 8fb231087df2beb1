package dev.usher.proxy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies a body from one side to the other and never holds more of it than the writer's queue: a full queue pauses the
 * reader. What completes a body of known length is left for whoever ends the message, since chunk and end in one write
 * are cheaper than two. Belongs to one event loop.
 */
final class Pump {

    /** A length that is not known, or of a body whose end may come later than its last byte. */
    static final long OPEN = -1;

    private final ReadStream<Buffer> from;
    private final BodySink to;
    private final long length;
    private final LongConsumer progress;
    private Runnable ended = () -> {};
    private Consumer<Throwable> broken = why -> {};
    private boolean done;
    private @Nullable Buffer rest;
    private long bytes;
    private boolean blocked;
    private long blockedSinceNanos;
    private long blockedNanos;

    /**
     * @param length of the whole body in bytes, or {@link #OPEN}
     * @param progress told the number of bytes so far before a chunk is written; may throw to stop
     */
    Pump(ReadStream<Buffer> from, BodySink to, long length, LongConsumer progress) {
        this.from = from;
        this.to = to;
        this.length = length;
        this.progress = progress;
    }

    /**
     * Starts. One of the two is run, once.
     *
     * @param whenEnded when the reader has ended and all but the rest is with the writer, which is still open
     * @param whenBroken when that does not come, with the reason
     */
    void start(Runnable whenEnded, Consumer<Throwable> whenBroken) {
        ended = whenEnded;
        broken = whenBroken;
        from.exceptionHandler(this::fail);
        from.endHandler(v -> end());
        from.handler(this::copy);
        from.resume();
    }

    private void end() {
        if (!done) {
            done = true;
            ended.run();
        }
    }

    private void fail(Throwable why) {
        if (!done) {
            done = true;
            broken.accept(why);
        }
    }

    /** Whether it is the writer that does not take more. */
    boolean isBlocked() {
        return blocked;
    }

    boolean isDone() {
        return done;
    }

    boolean hasRest() {
        return rest != null;
    }

    /** What is still to be written when the reader has ended, for who gives it back; absent: nothing. */
    @Nullable
    Buffer takeRest() {
        Buffer taken = rest;
        rest = null;
        return taken;
    }

    /** How long the writer took nothing, in all; counted when it takes again. */
    long blockedNanos() {
        return blockedNanos;
    }

    /** Goes no further; what is read from now on is forgotten. A reader that has ended takes no other handlers. */
    void stop(Throwable why) {
        fail(why);
        Buffer unwritten = takeRest();
        if (unwritten != null) {
            Lent.giveBack(unwritten);
        }
    }

    private void copy(Buffer chunk) {
        if (chunk.length() == 0 || isDone() || !mayProceed(chunk.length())) {
            Lent.giveBack(chunk);
        } else if (bytes == length) {
            rest = chunk;
        } else {
            write(chunk);
        }
    }

    private boolean mayProceed(int more) {
        bytes += more;
        try {
            progress.accept(bytes);
            return true;
        } catch (RuntimeException broken) {
            stop(broken);
            return false;
        }
    }

    private void write(Buffer chunk) {
        to.write(chunk);
        if (to.isFull()) {
            blocked = true;
            blockedSinceNanos = System.nanoTime();
            from.pause();
            to.whenDrained(this::goOn);
        }
    }

    /** A writer may fill up and drain again while it is written to. */
    private void goOn() {
        if (blocked) {
            blocked = false;
            blockedNanos += System.nanoTime() - blockedSinceNanos;
            from.resume();
        }
    }
}
