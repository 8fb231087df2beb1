package dev.usher.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.LimitsSettings;
import dev.usher.http.ShortAnswers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // what has come of it is what is tested
class IdleClockTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** One that stands between two looks may be seen at the second, and is late when it is looked at next. */
    private static final long MOST_SECONDS = 62;

    private final EmbeddedChannel channel = new EmbeddedChannel() {
        @Override
        protected void doWrite(ChannelOutboundBuffer waiting) throws Exception {
            if (taken) {
                super.doWrite(waiting);
            }
        }
    };
    private IdleClocks clocks;
    private boolean taken = true;
    private int told;

    @BeforeEach
    void watch() {
        channel.freezeTime();
        ChannelHandler vertx = new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                if (event instanceof IdleStateEvent idle && idle.state() == IdleState.ALL_IDLE) {
                    told++;
                }
            }
        };
        clocks = new IdleClocks(channel.eventLoop(), LIMIT);
        IdleClock clock = clock();
        HeadClocks heads = new HeadClocks(channel.eventLoop(), LIMIT, () -> {});
        LimitsSettings limits = new LimitsSettings(10, 10, 10, 10, 10, LIMIT);
        channel.pipeline()
                .addLast(new HeadDecoder(limits, new HeadClock(heads, channel), clock))
                .addLast("encoder", new ChannelHandlerAdapter() {})
                .addLast(vertx);
        ShortAnswers.insert(channel.pipeline(), "encoder", clock::written);
    }

    private IdleClock clock() {
        return new IdleClock(clocks, channel);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void whoSaysNothingIsIdleAfterTheLimitAndNotBefore() {
        pass(59);
        assertThat(told).isZero();

        pass(2);
        assertThat(told).isOne();
    }

    @Test
    void whatIsReadPutsItOff() {
        pass(59);
        channel.writeInbound(Unpooled.copiedBuffer("GET", StandardCharsets.US_ASCII));
        pass(59);
        assertThat(told).isZero();

        pass(MOST_SECONDS - 59);
        assertThat(told).isOne();
    }

    @Test
    void whatHasGoneOutPutsItOff() {
        pass(59);
        channel.writeOutbound(bytes(4));
        pass(59);
        assertThat(told).isZero();

        pass(MOST_SECONDS - 59);
        assertThat(told).isOne();
    }

    @Test
    void whatIsWrittenAndNotTakenDoesNot() {
        taken = false;
        for (int i = 0; i < 6; i++) {
            channel.writeAndFlush(bytes(4));
            pass(10);
        }
        pass(2);
        assertThat(told).isOne();
    }

    @Test
    void whatIsTakenLateDoes() {
        taken = false;
        channel.writeAndFlush(bytes(4));
        pass(59);
        taken = true;
        channel.flush();
        pass(59);
        assertThat(told).isZero();
    }

    @Test
    void whatIsTakenInPartDoes() {
        taken = false;
        channel.writeAndFlush(bytes(10_000));
        for (int i = 0; i < 10; i++) {
            pass(50);
            channel.unsafe().outboundBuffer().removeBytes(100);
        }
        assertThat(told).isZero();

        pass(MOST_SECONDS);
        assertThat(told).isOne();
    }

    @Test
    void oneAfterAnotherIsTakenHoweverAlikeTheyAre() {
        taken = false;
        for (int i = 0; i < 10; i++) {
            channel.write(bytes(4));
        }
        channel.flush();
        for (int i = 0; i < 9; i++) {
            pass(50);
            channel.unsafe().outboundBuffer().remove();
        }
        assertThat(told).isZero();
    }

    private static ByteBuf bytes(int count) {
        return Unpooled.wrappedBuffer(new byte[count]);
    }

    @Test
    void whoHasLeftIsLookedAtNoMoreAndOthersAre() {
        channel.pipeline().remove(HeadDecoder.class);
        List<IdleClock> three = List.of(clock(), clock(), clock());

        three.get(0).end();
        three.get(2).end();
        pass(61);
        assertThat(told).isOne();

        three.get(1).end();
        pass(121);
        assertThat(told).isOne();
        assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
    }

    @Test
    void aTunnelHasNone() {
        channel.pipeline().remove(HeadDecoder.class);

        pass(121);
        assertThat(told).isZero();
    }

    private void pass(long seconds) {
        for (long i = 0; i < seconds; i++) {
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
    }
}
