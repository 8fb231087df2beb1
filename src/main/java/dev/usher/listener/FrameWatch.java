package dev.usher.listener;

import dev.usher.config.LimitsSettings;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.net.impl.ShutdownEvent;
import java.time.Duration;

/**
 * Counts the frames of an HTTP/2 connection as they come in, RFC 9113 section 4.1, without reading what is in them. The
 * codec behind it bounds the size of heads and the number of resets; this bounds how long a head takes, how many frames
 * may carry nothing, and how many requests a connection may make. Belongs to one connection.
 */
final class FrameWatch extends ChannelDuplexHandler {

    private static final int PREFACE_OCTETS = 24;
    private static final int HEADER_OCTETS = 9;
    private static final byte END_STREAM = 0x1;
    private static final byte END_HEADERS = 0x4;

    /** How many frames that carry nothing are in order in how long. */
    static final int CALM_FRAMES = 20_000;

    static final Duration CALM = Duration.ofSeconds(5);

    private static final int OCTETS_PER_UPDATE = 256;

    /** How long the requests may take that a connection ends with. */
    static final Duration LAST_STREAMS = Duration.ofMinutes(10);

    private final LimitsSettings limits;
    private final HeadClock clock;
    private final Runnable flooded;

    /** Octets until the next frame begins. */
    private int rest = PREFACE_OCTETS;

    private int headerOctets;
    private int length;
    private byte type = -1;
    private byte flags;
    private boolean settled;
    private boolean inHeaderBlock;
    private int heads;
    private final Flood idleFrames = new Flood(CALM_FRAMES, CALM);
    private long updatesInOrder;
    private boolean over;

    /** @param flooded told when the connection is ended for its frames */
    FrameWatch(LimitsSettings limits, HeadClock clock, Runnable flooded) {
        this.limits = limits;
        this.clock = clock;
        this.flooded = flooded;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (over) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof ByteBuf octets) {
            int headsBefore = heads;
            walk(octets);
            watchHead();
            if (heads >= limits.requestsPerConnection() && headsBefore < limits.requestsPerConnection()) {
                super.channelRead(ctx, message);
                ctx.fireUserEventTriggered(new ShutdownEvent(LAST_STREAMS));
                return;
            }
        }
        if (over) {
            ReferenceCountUtil.release(message);
            flooded.run();
            ctx.fireExceptionCaught(
                    Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "too many frames without content"));
            return;
        }
        super.channelRead(ctx, message);
    }

    private void walk(ByteBuf octets) {
        int i = octets.readerIndex();
        int end = octets.writerIndex();
        while (i < end) {
            if (rest > 0) {
                int taken = Math.min(rest, end - i);
                rest -= taken;
                i += taken;
                if (rest == 0) {
                    ended();
                }
            } else {
                header(octets.getByte(i++));
            }
        }
    }

    private void header(byte octet) {
        if (headerOctets < 3) {
            length = length << 8 | octet & 0xff;
        } else if (headerOctets == 3) {
            type = octet;
        } else if (headerOctets == 4) {
            flags = octet;
        }
        if (++headerOctets == HEADER_OCTETS) {
            rest = length;
            began();
            headerOctets = 0;
            length = 0;
            if (rest == 0) {
                ended();
            }
        }
    }

    private void began() {
        settled = true;
        switch (type) {
            case Http2FrameTypes.HEADERS -> {
                heads++;
                inHeaderBlock = (flags & END_HEADERS) == 0;
            }
            case Http2FrameTypes.CONTINUATION -> inHeaderBlock = (flags & END_HEADERS) == 0;
            case Http2FrameTypes.DATA -> countIf(length == 0 && (flags & END_STREAM) == 0);
            case Http2FrameTypes.WINDOW_UPDATE -> countUpdate();
            default -> countIf(true);
        }
    }

    /** Pings and the like are answered, so they cost more than they say; some are in order. */
    private void countIf(boolean idle) {
        over |= idle && idleFrames.grows();
    }

    /**
     * RFC 9113 section 6.9.1: a client opens its window as it reads. So it has one frame for each buffer that was
     * written, of which every DATA frame has two, and one for each 256 octets: more than the clumsiest client needs,
     * and what a flood must download first.
     */
    private void countUpdate() {
        if (updatesInOrder > 0) {
            updatesInOrder--;
        } else {
            countIf(true);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof ByteBuf octets) {
            updatesInOrder += 1 + octets.readableBytes() / OCTETS_PER_UPDATE;
        }
        super.write(ctx, message, promise);
    }

    private void ended() {
        if (!inHeaderBlock) {
            clock.end();
        }
    }

    /** Content may take its time, which the route's limits say; anything else is here at once or is held back. */
    private void watchHead() {
        boolean inContent = rest > 0 && type == Http2FrameTypes.DATA;
        if (!inContent && (rest > 0 || headerOctets > 0 || inHeaderBlock || !settled)) {
            clock.begin();
        } else {
            clock.end();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        clock.end();
    }
}
