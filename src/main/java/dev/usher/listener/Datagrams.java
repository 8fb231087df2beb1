package dev.usher.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sorts what comes to a socket. Drops what claims to begin a connection in less than 1200 octets, RFC 9000 section
 * 14.1: the answer would be longer, and go to whoever's address was forged. Hands over what belongs to a connection of
 * another socket, as much of it as that takes at the time, and drops what is nobody's. Belongs to one socket.
 */
final class Datagrams extends ChannelInboundHandlerAdapter {

    private static final int SMALLEST = 1 + ConnectionIds.OCTETS;
    private static final int SMALLEST_FIRST = 1_200;

    /** RFC 9000 section 17.2.2: a long header, and an Initial packet. */
    private static final int KIND = 0xb0;

    private static final int INITIAL = 0x80;
    private static final int LONG = 0x80;

    /** A moment's worth: clients seldom move, and whose datagrams are lost sends them again. */
    private static final int MOST_WAITING = 1_000;

    private final Http3Port port;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile @Nullable ChannelHandlerContext own;

    Datagrams(Http3Port port) {
        this.port = port;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        own = ctx;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        own = null;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        DatagramPacket datagram = (DatagramPacket) message;
        Datagrams target = target(datagram.content());
        if (target == this) {
            ctx.fireChannelRead(datagram);
        } else if (target == null || !target.takeOver(datagram)) {
            datagram.release();
        }
    }

    private @Nullable Datagrams target(ByteBuf octets) {
        int length = octets.readableBytes();
        if (length < SMALLEST) {
            return null;
        }
        int first = octets.getByte(octets.readerIndex());
        if ((first & LONG) == 0) {
            return port.socket(ConnectionIds.socket(octets));
        }
        return (first & KIND) != INITIAL || length >= SMALLEST_FIRST ? this : null;
    }

    /** On another event loop; what is taken is released here. */
    private boolean takeOver(DatagramPacket datagram) {
        ChannelHandlerContext ctx = own;
        if (ctx == null) {
            return false;
        }
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            return false;
        }
        try {
            ctx.executor().execute(() -> {
                waiting.decrementAndGet();
                ctx.fireChannelRead(datagram);
                ctx.fireChannelReadComplete();
            });
            return true;
        } catch (RejectedExecutionException ended) {
            waiting.decrementAndGet();
            return false;
        }
    }
}
