package dev.usher.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.LimitsSettings;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class HeadClockTest {

    private static final LimitsSettings LIMITS = new LimitsSettings(10, 10, 10, 10, 10, Duration.ofNanos(1));

    @Test
    void whoHasSentHalfAHeadIsLate() {
        assertThat(late(clock -> decoder(clock), false)).isOne();
        assertThat(late(clock -> new FrameWatch(LIMITS, clock, () -> {}), false))
                .isOne();
    }

    @Test
    void whoHasLeftIsNot() {
        assertThat(late(clock -> decoder(clock), true)).isZero();
        assertThat(late(clock -> new FrameWatch(LIMITS, clock, () -> {}), true)).isZero();
    }

    private static HeadDecoder decoder(HeadClock clock) {
        EmbeddedChannel channel = new EmbeddedChannel();
        IdleClocks idle = new IdleClocks(channel.eventLoop(), Duration.ofMinutes(1));
        return new HeadDecoder(LIMITS, clock, new IdleClock(idle, channel));
    }

    private static int late(Function<HeadClock, ChannelHandler> watch, boolean leaves) {
        AtomicInteger late = new AtomicInteger();
        EmbeddedChannel loop = new EmbeddedChannel(); // apart, for its timers end with a channel of this kind
        loop.freezeTime();
        HeadClocks clocks = new HeadClocks(loop.eventLoop(), LIMITS.head(), late::incrementAndGet);
        EmbeddedChannel connection = new EmbeddedChannel();
        connection.pipeline().addLast(watch.apply(new HeadClock(clocks, connection)));
        connection.writeInbound(Unpooled.copiedBuffer("PRI * HT", StandardCharsets.US_ASCII));
        if (leaves) {
            connection.finishAndReleaseAll();
        }
        loop.advanceTimeBy(1, TimeUnit.SECONDS);
        loop.runScheduledPendingTasks();
        connection.finishAndReleaseAll();
        loop.finishAndReleaseAll();
        return late.get();
    }
}
