package dev.usher.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Sends what has been written when everything that the sockets had to say in this turn of the event loop has been
 * looked at. To send is most of what a short message costs, and one after the other the kernel's code for it stays in
 * the processor's caches, and so does ours for reading; to io_uring, they are handed over together. A message waits for
 * the others of its turn, which is as long as they are many. There is one for each event loop, whose it is.
 */
public final class Flushes implements Runnable {

    /** So many messages wait for each other at most: a turn may have thousands. */
    static final int MOST_WAITING = 16;

    private static final FastThreadLocal<Flushes> OF_LOOP = new FastThreadLocal<>() {
        @Override
        protected Flushes initialValue() {
            return new Flushes();
        }
    };

    private final Deque<ChannelHandlerContext> waiting = new ArrayDeque<>(MOST_WAITING);
    private boolean scheduled;

    private Flushes() {}

    /** Flushes from this handler on, soon. To be called on its event loop. */
    public static void later(ChannelHandlerContext handler) {
        OF_LOOP.get().add(handler);
    }

    private void add(ChannelHandlerContext handler) {
        waiting.add(handler);
        if (waiting.size() >= MOST_WAITING) {
            flushAll();
        } else if (!scheduled) {
            handler.executor().execute(this);
            scheduled = true;
        }
    }

    @Override
    public void run() {
        scheduled = false;
        flushAll();
    }

    /** What is sent may be heard of at once, and another one be added. */
    private void flushAll() {
        for (ChannelHandlerContext next = waiting.poll(); next != null; next = waiting.poll()) {
            next.flush();
        }
    }
}
