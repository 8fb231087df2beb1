package dev.usher.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.VoidChannelPromise;
import io.netty.handler.ssl.SslHandler;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a tunnel: stands in its reader's connection and passes bytes as they come, in the memory that they
 * were read into, past Vert.x. While the writer's queue is full nothing is read. Can say a farewell of the gateway's
 * own where a frame ends, and passes nothing after that. Belongs to the one event loop that both connections have.
 */
final class Lane extends ChannelInboundHandlerAdapter {

    private final Runnable moved;
    private final Frames frames = new Frames();
    private @Nullable Writer writer;
    private @Nullable ByteBuf farewell;
    private boolean parted;
    private long bytes;

    /** @param moved told after each piece that was read */
    Lane(Runnable moved) {
        this.moved = moved;
    }

    /** Takes its place in a client's connection, before all that was there for HTTP. */
    ChannelHandlerContext standFirst(ChannelPipeline client) {
        ChannelHandlerContext tls = client.context(SslHandler.class);
        if (tls == null) {
            client.addFirst(this);
        } else {
            client.addAfter(tls.name(), null, this);
        }
        return client.context(this);
    }

    /** To be called before anything is read. A reader may be full already, of answers that came before. */
    void lead(ChannelHandlerContext from, ChannelHandlerContext to) {
        writer = new Writer(to);
        holdBack(from.channel());
    }

    /** Writes a last frame as soon as none is under way; none if the reader has already sent its own. */
    void part(ByteBuf lastFrame) {
        farewell = lastFrame;
        if (frames.atBoundary()) {
            sayFarewell();
            writer().flush();
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

    @Override
    public void channelRead(ChannelHandlerContext reader, Object message) {
        if (message instanceof ByteBuf chunk) {
            take(chunk);
            if (writer().isFull()) {
                // behind TLS it says so itself only when the turn is over, and until then reading went on
                reader.channel().config().setAutoRead(false);
            }
            moved.run();
        } else {
            reader.fireChannelRead(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext reader) {
        writer().flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext reader) {
        holdBack(reader.channel());
        reader.fireChannelWritabilityChanged();
    }

    /** The other direction leads to the reader: who is at its other end waits until this one takes more. */
    private void holdBack(Channel reader) {
        writer().context.channel().config().setAutoRead(reader.isWritable());
    }

    private void take(ByteBuf chunk) {
        if (farewell == null) {
            frames.follow(chunk, chunk.readerIndex());
            pass(chunk);
            return;
        }
        int end = chunk.readerIndex();
        if (!parted) {
            end = frames.next(chunk, end);
            pass(chunk.readRetainedSlice(end - chunk.readerIndex()));
            if (frames.atBoundary()) {
                sayFarewell();
            }
        }
        frames.follow(chunk, end);
        chunk.release();
    }

    private void pass(ByteBuf chunk) {
        bytes += chunk.readableBytes();
        writer().write(chunk);
    }

    private void sayFarewell() {
        parted = true;
        if (farewell != null && !frames.sawClose()) {
            writer().write(farewell);
        }
    }

    private Writer writer() {
        return Objects.requireNonNull(writer);
    }

    /** A writer that is gone says so itself: nobody hears of a single write. */
    private record Writer(ChannelHandlerContext context, ChannelPromise nobody) {

        Writer(ChannelHandlerContext context) {
            this(context, new VoidChannelPromise(context.channel(), false));
        }

        @SuppressWarnings("FutureReturnValueIgnored")
        void write(ByteBuf chunk) {
            context.write(chunk, nobody);
        }

        void flush() {
            context.flush();
        }

        boolean isFull() {
            return !context.channel().isWritable();
        }
    }
}
