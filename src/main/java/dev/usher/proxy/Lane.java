package dev.usher.proxy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a tunnel: passes bytes as they come and never holds more of them than the writer's queue. Can say a
 * farewell of the gateway's own where a frame ends, and passes nothing after that. Belongs to one event loop.
 */
final class Lane {

    private final Vertx vertx;
    private final NetSocket from;
    private final NetSocket to;
    private final Runnable moved;
    private final Runnable dry;
    private final Frames frames = new Frames();
    private @Nullable Buffer farewell;
    private boolean parted;
    private boolean blocked;
    private boolean ended;
    private long bytes;

    /**
     * Prepares a direction.
     *
     * @param moved told after each piece that was read
     * @param dry told once when the reader has ended and all of it is handed to the writer, which is still open
     */
    Lane(Vertx vertx, NetSocket from, NetSocket to, Runnable moved, Runnable dry) {
        this.vertx = vertx;
        this.from = from;
        this.to = to;
        this.moved = moved;
        this.dry = dry;
    }

    void start() {
        // a socket that breaks closes, too
        from.exceptionHandler(broken -> {});
        from.endHandler(v -> end());
        from.handler(this::take);
        from.resume();
    }

    /** Writes a last frame as soon as none is under way; none if the reader has already sent its own. */
    void part(Buffer lastFrame) {
        farewell = lastFrame;
        if (frames.atBoundary()) {
            sayFarewell();
        }
    }

    /** Whether the writer got its last frame, from whomever. */
    boolean hasParted() {
        return parted || frames.sawClose();
    }

    /** Whether the reader has sent a Close frame, if only as an answer to the gateway's. */
    boolean sawClose() {
        return frames.sawClose();
    }

    /** What was passed so far, in bytes. */
    long bytes() {
        return bytes;
    }

    /** The reader has closed; said again by whatever else notices it. */
    void end() {
        if (!ended) {
            ended = true;
            dryUp();
        }
    }

    private void take(Buffer chunk) {
        if (parted) {
            frames.follow(chunk, 0);
        } else if (farewell == null) {
            frames.follow(chunk, 0);
            pass(chunk);
        } else {
            int end = frames.next(chunk, 0);
            pass(chunk.slice(0, end));
            if (frames.atBoundary()) {
                sayFarewell();
            }
            frames.follow(chunk, end);
        }
        moved.run();
    }

    private void pass(Buffer chunk) {
        bytes += chunk.length();
        // a writer that is gone says so itself
        to.write(chunk);
        if (to.writeQueueFull() && !blocked) {
            blocked = true;
            from.pause();
            to.drainHandler(v -> flowAgain());
        }
    }

    private void flowAgain() {
        if (blocked) {
            blocked = false;
            from.resume();
            if (ended) {
                dryUp();
            }
        }
    }

    private void sayFarewell() {
        parted = true;
        if (!frames.sawClose() && farewell != null) {
            to.write(farewell);
        }
    }

    /** A turn later, behind what resuming has scheduled: what was read before the end and held back comes first. */
    private void dryUp() {
        vertx.runOnContext(v -> {
            if (!blocked) {
                dry.run();
            }
        });
    }
}
