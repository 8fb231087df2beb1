package dev.usher.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlushesTest {

    private final List<String> flushed = new ArrayList<>();
    private final EmbeddedChannel first = channel("first");
    private final EmbeddedChannel second = channel("second");

    @AfterEach
    void close() {
        first.finishAndReleaseAll();
        second.finishAndReleaseAll();
    }

    @Test
    void whatIsWrittenInOneTurnGoesOutAtItsEndInItsOrder() {
        later(second);
        later(first);
        assertThat(flushed).isEmpty();

        endTurn();

        assertThat(flushed).containsExactly("second", "first");
    }

    @Test
    void eachTurnHasAnEnd() {
        later(first);
        endTurn();
        later(second);
        endTurn();

        assertThat(flushed).containsExactly("first", "second");
    }

    @Test
    void noMoreThanAFewWaitForEachOther() {
        for (int i = 1; i < Flushes.MOST_WAITING; i++) {
            later(first);
        }
        assertThat(flushed).isEmpty();

        later(second);

        assertThat(flushed).hasSize(Flushes.MOST_WAITING).last().isEqualTo("second");

        later(first);
        endTurn();

        assertThat(flushed).hasSize(Flushes.MOST_WAITING + 1);
    }

    @Test
    void whatIsWrittenWhileOthersGoOutDoesNotWaitForTheNextTurn() {
        first.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(ChannelHandlerContext ctx) {
                ctx.flush();
                later(second);
            }
        });
        later(first);

        endTurn();

        assertThat(flushed).containsExactly("first", "second");
    }

    /** A handler's own flush is that of the one before it. */
    private EmbeddedChannel channel(String name) {
        return new EmbeddedChannel(new Heard(name), new ChannelInboundHandlerAdapter());
    }

    private static void later(EmbeddedChannel channel) {
        Flushes.later(channel.pipeline().lastContext());
    }

    private void endTurn() {
        first.runPendingTasks();
        second.runPendingTasks();
    }

    private final class Heard extends ChannelOutboundHandlerAdapter {
        private final String name;

        Heard(String name) {
            this.name = name;
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            flushed.add(name);
            ctx.flush();
        }
    }
}
