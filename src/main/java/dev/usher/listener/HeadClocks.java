package dev.usher.listener;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The running clocks of one event loop, looked at by one timer. A head that comes in one piece is never among them. The
 * deadline is kept to within {@value #TICK_MILLIS} ms; the timer runs only while a head is on its way.
 */
final class HeadClocks {

    private static final long TICK_MILLIS = 100;

    private final EventLoop loop;
    private final long limitNanos;
    private final Runnable late;
    private final Set<HeadClock> running = new HashSet<>();
    private @Nullable ScheduledFuture<?> timer;

    /** @param late told of each connection that is closed for it */
    HeadClocks(EventLoop loop, Duration limit, Runnable late) {
        this.loop = loop;
        this.limitNanos = limit.toNanos();
        this.late = late;
    }

    void join(HeadClock clock) {
        running.add(clock);
        if (timer == null) {
            timer = loop.scheduleAtFixedRate(this::checkAll, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    void leave(HeadClock clock) {
        running.remove(clock);
    }

    private void checkAll() {
        if (running.isEmpty() && timer != null) {
            timer.cancel(false);
            timer = null;
            return;
        }
        long now = System.nanoTime();
        for (HeadClock clock : List.copyOf(running)) {
            if (clock.isLate(now, limitNanos)) {
                late.run();
                clock.close();
            }
        }
    }
}
