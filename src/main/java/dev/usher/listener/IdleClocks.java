package dev.usher.listener;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/1 connections of one event loop, looked at by one timer, which runs while there are any. None is idle before
 * its time, and none for more than two ticks of {@value #TICK_MILLIS} ms after it.
 */
final class IdleClocks {

    static final long TICK_MILLIS = 1_000;

    private final EventLoop loop;
    private final long limitNanos;
    private final List<IdleClock> running = new ArrayList<>();
    private @Nullable ScheduledFuture<?> timer;

    IdleClocks(EventLoop loop, Duration limit) {
        this.loop = loop;
        this.limitNanos = limit.toNanos();
    }

    void join(IdleClock clock) {
        clock.moveTo(running.size());
        running.add(clock);
        if (timer == null) {
            timer = loop.scheduleWithFixedDelay(this::checkAll, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** The last takes its place, since thousands may leave. */
    void leave(IdleClock clock) {
        IdleClock last = running.removeLast();
        if (last != clock) {
            running.set(clock.place(), last);
            last.moveTo(clock.place());
        }
    }

    private void checkAll() {
        if (running.isEmpty() && timer != null) {
            timer.cancel(false);
            timer = null;
            return;
        }
        long now = loop.ticker().nanoTime();
        List<IdleClock> late = new ArrayList<>(0);
        for (IdleClock clock : running) {
            if (clock.isLate(now, limitNanos)) {
                late.add(clock);
            }
        }
        late.forEach(IdleClock::tell);
    }
}
