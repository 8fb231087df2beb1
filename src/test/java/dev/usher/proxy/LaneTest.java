package dev.usher.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose memory it is that goes through a tunnel, and when it is read and written. */
class LaneTest {

    private static final String FRAME = "\u0081\u0002ab";

    private final AtomicInteger pieces = new AtomicInteger();
    private final Lane up = new Lane(pieces::incrementAndGet);
    private final Lane down = new Lane(pieces::incrementAndGet);
    private final EmbeddedChannel client = new EmbeddedChannel();
    private final EmbeddedChannel service = new EmbeddedChannel(down);

    @BeforeEach
    void open() {
        client.pipeline().addLast("http", new ChannelHandlerAdapter() {});
        ChannelHandlerContext near = up.standFirst(client.pipeline());
        ChannelHandlerContext far = service.pipeline().context(down);
        up.lead(near, far);
        down.lead(far, near);
    }

    @AfterEach
    void close() {
        client.finishAndReleaseAll();
        service.finishAndReleaseAll();
    }

    @Test
    void whatIsReadIsWrittenAsItIsAndOnceForAllThatCameTogether() {
        AtomicInteger flushes = new AtomicInteger();
        service.pipeline().addFirst(new ChannelDuplexHandler() {
            @Override
            public void flush(ChannelHandlerContext context) {
                flushes.incrementAndGet();
                context.flush();
            }
        });
        ByteBuf first = bytes(FRAME);
        ByteBuf second = bytes(FRAME);

        client.writeInbound(first, second);

        assertThat(service.<ByteBuf>readOutbound()).isSameAs(first);
        assertThat(service.<ByteBuf>readOutbound()).isSameAs(second);
        assertThat(flushes).hasValue(1);
        assertThat(pieces).hasValue(2);
        assertThat(up.bytes()).isEqualTo(8);
        first.release();
        second.release();
    }

    @Test
    void whatComesBehindTheFarewellIsGivenBack() {
        down.part(CloseFrame.toClient(1001, ""));
        ByteBuf late = bytes(FRAME);

        service.writeInbound(late);

        assertThat(late.refCnt()).isZero();
        assertThat(said(client)).isEqualTo("\u0088\u0002\u0003\u00e9");
    }

    @Test
    void aFarewellInTheMiddleOfAPieceCutsItAndKeepsNothing() {
        service.writeInbound(bytes(FRAME.substring(0, 3)));
        down.part(CloseFrame.toClient(1001, ""));
        ByteBuf rest = bytes(FRAME.substring(3) + FRAME);

        service.writeInbound(rest);

        assertThat(said(client)).isEqualTo(FRAME + "\u0088\u0002\u0003\u00e9");
        assertThat(rest.refCnt()).isZero();
    }

    @Test
    void whoHasSaidGoodbyeIsNotSpokenFor() {
        service.writeInbound(bytes("\u0088\0"));

        down.part(CloseFrame.toClient(1001, ""));

        assertThat(said(client)).isEqualTo("\u0088\0");
        assertThat(down.hasParted()).isTrue();
    }

    /** An embedded channel writes when it is flushed, and what waits until then counts. */
    @Test
    void whileAWriterIsFullItsReaderIsLeftAlone() {
        client.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 1_000));

        service.pipeline().fireChannelRead(bytes("x".repeat(2_000)));
        assertThat(service.config().isAutoRead()).isFalse();

        service.pipeline().fireChannelReadComplete();
        assertThat(service.config().isAutoRead()).isTrue();
    }

    /** As behind TLS, where a writer says so late. */
    @Test
    void itIsLeftAloneEvenBeforeTheWriterSaysSo() {
        service.pipeline().addFirst(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelWritabilityChanged(ChannelHandlerContext context) {
                // later
            }
        });
        service.unsafe().outboundBuffer().setUserDefinedWritability(1, false);

        client.pipeline().fireChannelRead(bytes(FRAME));

        assertThat(client.config().isAutoRead()).isFalse();
    }

    /** Who has sent requests before the handshake and reads no answer is. */
    @Test
    void whoIsFullBeforeATunnelBeginsHoldsTheOtherBackToo() {
        EmbeddedChannel full = new EmbeddedChannel();
        full.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 1_000));
        assertThat(full.write(bytes("x".repeat(2_000))).isDone()).isFalse();
        Lane own = new Lane(pieces::incrementAndGet);
        full.pipeline().addFirst(own);

        own.lead(full.pipeline().context(own), service.pipeline().context(down));

        assertThat(service.config().isAutoRead()).isFalse();
        full.finishAndReleaseAll();
    }

    @Test
    void standsBeforeAllThatIsThereForHttp() {
        assertThat(client.pipeline().first()).isSameAs(up);
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private static String said(EmbeddedChannel channel) {
        StringBuilder all = new StringBuilder();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            all.append(next.toString(StandardCharsets.ISO_8859_1));
            next.release();
        }
        return all.toString();
    }
}
