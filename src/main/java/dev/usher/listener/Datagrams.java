package dev.usher.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;

/**
 * Drops what claims to begin a connection in less than 1200 octets, RFC 9000 section 14.1: the answer would be longer,
 * and go to whoever's address was forged. And what is too short for one of our ids: Netty would throw, and leak it.
 * Belongs to one socket.
 */
final class Datagrams extends ChannelInboundHandlerAdapter {

    private static final int SMALLEST_FIRST = 1_200;

    /** RFC 9000 section 17.2.2: a long header, and an Initial packet. */
    private static final int KIND = 0xb0;

    private static final int INITIAL = 0x80;

    private final int smallest;

    /** @param idOctets how long our connections' ids are */
    Datagrams(int idOctets) {
        this.smallest = 1 + idOctets;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        DatagramPacket datagram = (DatagramPacket) message;
        if (isWhole(datagram.content())) {
            ctx.fireChannelRead(datagram);
        } else {
            datagram.release();
        }
    }

    private boolean isWhole(ByteBuf octets) {
        int length = octets.readableBytes();
        if (length < smallest) {
            return false;
        }
        int first = octets.getByte(octets.readerIndex());
        return (first & KIND) != INITIAL || length >= SMALLEST_FIRST;
    }
}
