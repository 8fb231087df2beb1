package dev.usher.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.vertx.core.net.impl.VertxHandler;
import java.util.List;

/**
 * Gives Vert.x what was read as bytes on the heap. Vert.x makes that copy itself, but of a connection or stream that is
 * paused it does so when that goes on: until then it queues what Netty has read, and when the other side leaves first,
 * it forgets the queue (VertxConnection.pending, and that of its HTTP/3 streams) and releases nothing. Direct memory is
 * no garbage: each that left in the middle took some of it along for good. Nor does Vert.x release frames of a control
 * stream that mean nothing.
 */
@Sharable
public final class OnHeap extends ChannelInboundHandlerAdapter {

    private static final OnHeap INSTANCE = new OnHeap();

    private OnHeap() {}

    /** Behind the codec; of HTTP/1 alone, since HTTP/2 queues nothing. What a tunnel passes does not come here. */
    public static void beforeVertx(ChannelPipeline pipeline) {
        readOneByOne(pipeline);
        pipeline.addBefore(pipeline.context(VertxHandler.class).name(), null, INSTANCE);
    }

    /** Vert.x stops reading when a turn is over, and by default Netty reads up to 1 MiB in one. */
    public static void readOneByOne(ChannelPipeline pipeline) {
        MaxMessagesRecvByteBufAllocator reads = pipeline.channel().config().getRecvByteBufAllocator();
        reads.maxMessagesPerRead(1);
    }

    /** For a codec that does it for itself: of what it has read, all from a place on. */
    public static void move(List<Object> read, int from) {
        for (int i = from; i < read.size(); i++) {
            read.set(i, onHeap(read.get(i)));
        }
    }

    /** In a stream of HTTP/3, before Vert.x adds its own. */
    public static void last(ChannelPipeline pipeline) {
        pipeline.addLast(INSTANCE);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ctx.fireChannelRead(onHeap(message));
    }

    /** What Netty failed to read has no bytes, so that no copy loses the failure. */
    private static Object onHeap(Object message) {
        if (message instanceof ByteBuf bytes) {
            return VertxHandler.safeBuffer(bytes);
        }
        if (message instanceof ByteBufHolder part && part.content().isReadable()) {
            return part.replace(VertxHandler.safeBuffer(part.content()));
        }
        return message;
    }
}
