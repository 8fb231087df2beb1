package dev.usher.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.net.impl.ShutdownEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a connection ends that Vert.x closes by force, since the gateway stops. */
class FarewellTest {

    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final Queue<ChannelPromise> onItsWay = new ArrayDeque<>();
    private final EmbeddedChannel channel = new EmbeddedChannel(new Slow(), new Farewell(Duration.ofSeconds(5)));

    @BeforeEach
    void shutDown() {
        channel.freezeTime();
        channel.pipeline().fireUserEventTriggered(new ShutdownEvent(DRAIN));
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void whatIsWrittenGoesOutFirst() {
        ChannelFuture closed = channel.pipeline().close();
        assertThat(channel.isOpen()).isTrue();

        onItsWay.remove().setSuccess();

        assertThat(closed.isSuccess()).isTrue();
    }

    @Test
    void aConnectionThatBreaksIsClosedAtOnce() {
        ChannelFuture closed = channel.pipeline().close();

        onItsWay.remove().setFailure(new IllegalStateException("as tested"));

        assertThat(closed.isSuccess()).isTrue();
    }

    @Test
    void aClientThatTakesNothingCannotHoldItUpForLonger() {
        ChannelFuture closed = channel.pipeline().close();

        advance(DRAIN.minusMillis(1));
        assertThat(channel.isOpen()).isTrue();
        advance(Duration.ofMillis(1));

        assertThat(closed.isSuccess()).isTrue();
        // which says what became of the rest
        onItsWay.remove().setFailure(new IllegalStateException("as tested"));
        channel.checkException();
    }

    /** Else one client could keep the process for twice the time. */
    @Test
    void theTimeToDrainIsThatOfAllAndNotOfEachConnection() {
        advance(DRAIN);
        ChannelFuture closed = channel.pipeline().close();
        assertThat(channel.isOpen()).isTrue();

        advance(Farewell.LEAST);

        assertThat(closed.isSuccess()).isTrue();
    }

    private void advance(Duration time) {
        channel.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    /** A socket that is full. */
    private final class Slow extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            onItsWay.add(promise);
        }
    }
}
